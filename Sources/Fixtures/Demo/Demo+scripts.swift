import Domain

extension Demo {
  /// Answered conversations in many scripts, so that widths and directions are seen in use.
  static let scripts: [Talk] = [noor, minji, noa, olesya, aarav, mali, xiaoyu, eleni]

  private static let noor = Talk(
    id: "wa-noor", account: .whatsapp, name: "نور الهادي", handle: "+44 7700 900654",
    lines: [
      .them(days(1) + hours(9), "مرحبا، هل عندكم بذور الريحان؟"),
      .us(days(1) + hours(8), "أهلاً نور! نعم، عندنا نوعان. أيّهما تفضّلين؟"),
      .them(days(1) + hours(7), "الأخضر من فضلك"),
      .us(days(1) + hours(6), "وضعته جانباً باسمك."),
      .them(days(1) + hours(6) - minutes(2), "شكراً"),
    ])

  private static let minji = Talk(
    id: "ig-minji", account: .instagram, name: "민지", handle: "@minji.balcony",
    followsFor: days(33),
    lines: [
      .them(days(4) + hours(3), "안녕하세요, 베란다에서도 고추를 키울 수 있을까요?"),
      .us(days(4) + hours(2), "네, 해가 여섯 시간만 들면 잘 자라요."),
      .them(days(4) + hours(1), "감사합니다"),
    ])

  private static let noa = Talk(
    id: "tg-noa", account: .telegram, name: "נועה", handle: "@noa_shade",
    lines: [
      .them(days(8) + hours(2), "שלום, אילו פרחים מתאימים לצל?"),
      .us(days(8) + hours(1), "שלום נועה! נסי שרכים, פעמוניות ואביב־צל."),
      .them(days(8), "תודה"),
    ])

  private static let olesya = Talk(
    id: "tg-olesya", account: .telegram, name: "Олеся Гай", handle: "@olesya_hai",
    lines: [
      .them(days(5) + hours(6), "Добрий день! Чи надсилаєте насіння поштою?").forwarded,
      .us(days(5) + hours(5), "Добрий день, Олесю! Так, щосереди. Дорога займає тиждень."),
      .them(days(5) + hours(4), "дякую"),
    ])

  private static let aarav = Talk(
    id: "wa-aarav", account: .whatsapp, name: "आरव", handle: "+44 7700 900828",
    lines: [
      .them(days(6) + hours(7), "नमस्ते, क्या आपके पास मेथी के बीज हैं?"),
      .us(days(6) + hours(6), "नमस्ते आरव! हाँ, दो सौ ग्राम का पैकेट है।").reacted("🙏", by: "आरव"),
    ])

  private static let mali = Talk(
    id: "ig-mali", account: .instagram, name: "มะลิ", handle: "@mali.garden",
    followsFor: days(12),
    lines: [
      .them(days(7) + hours(3), "สวัสดีค่ะ มีเมล็ดโหระพาไหมคะ"),
      .us(days(7) + hours(2), "สวัสดีค่ะ มีค่ะ เหลือสามซอง"),
    ])

  private static let xiaoyu = Talk(
    id: "x-xiaoyu", account: .x, name: "林小雨", handle: "@xiaoyu_lin",
    lines: [
      .them(days(9) + hours(5), "请问你们的番茄种子是今年的吗？"),
      .us(days(9) + hours(4), "您好！是的，都是今年九月收的。"),
      .them(days(9) + hours(3), "谢谢"),
    ])

  private static let eleni = Talk(
    id: "li-eleni", account: .linkedin, name: "Ελένη Καραμήτρου", handle: "eleni-karamitrou",
    lines: [
      .them(days(13), "Καλημέρα! Would you speak about small shops at our evening in March?"),
      .us(days(12), "Καλημέρα Ελένη! Gladly, if I may bring seeds instead of slides."),
      .them(days(12) - hours(1), "👏👏👏"),
    ])
}
