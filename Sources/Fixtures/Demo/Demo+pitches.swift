import Domain

extension Demo {
  /// Sales pitches, set aside in their lane; with ``morePitches`` they are twelve.
  static let pitches: [Talk] = [
    pitch(
      "li-growthlab", .linkedin, "Chad Merriweather", "chad-merriweather", days(1),
      "Hi Wrenfold Seeds, I noticed your impressive journey! We help seed brands 10x their pipeline "
        + "in 90 days. Do you have 15 minutes this week?"),
    pitch(
      "ig-collab", .instagram, "Luna | Creator", "@luna.creates.daily", days(2),
      "Heyy babe 💕 love your feed!! DM us to collab, you only pay shipping ✨"),
    pitch(
      "x-followers", .x, "Boost Cloud 9", "@boostcloud9", hours(20),
      "Get 5,000 REAL followers today 🚀🚀 no password needed. Reply YES"),
    pitch(
      "ms-website", .messenger, "Web Design Team", "webdesign.team.now", days(6),
      "Hello dear, we checked your website and found 14 critical errors. Free report inside: "
        + "https://report.example/free"),
    pitch(
      "li-recruit", .linkedin, "Talent Bridge", "talent-bridge", days(4),
      "We have pre-screened sales executives ready to join Wrenfold Seeds on commission only."),
    pitch(
      "ig-ambassador", .instagram, "Glow Ambassador Club", "@glow.ambassadors", hours(9),
      "Congrats!! You were CHOSEN as an ambassador. Comment your size below and claim your code "
        + "GLOW20"),
  ]

  static let morePitches: [Talk] = [
    pitch(
      "tg-crypto", .telegram, "Mr. Profit", "@mr_profit_desk", days(3),
      "My mentor turned 200 into 9,400 in one week. I can show you, it is 100% legal"),
    pitch(
      "x-seo", .x, "Rank Rabbit", "@rankrabbit", days(8),
      "Quick question: who handles your SEO? You are losing 73% of your visitors on page two."),
    pitch(
      "wa-wholesale", .whatsapp, "Golden Harvest Packaging", "+44 7700 900040", days(2),
      "Dear sir, we are factory of paper bags, best price, MOQ 50,000 pcs. Catalogue attached."
    ),
    pitch(
      "li-webinar", .linkedin, "Bettina Crowe", "bettina-crowe", days(5),
      "I am hosting an exclusive webinar for founders like you. Only 7 seats left. Save yours: "
        + "https://webinar.example/founders"),
    pitch(
      "ig-photos", .instagram, "Shutter Palace", "@shutterpalace", days(9),
      "We shoot your products for free and you pay only for the photos you keep!"),
    pitch(
      "ms-loan", .messenger, "Small Shop Capital", "small.shop.capital", days(12),
      "You are pre-approved for 40,000. No paperwork. Answer with your best phone number."),
  ]

  /// Automatic greetings: nobody typed them.
  static let greetings: [Talk] = [
    greeting(
      "ig-papermill", .instagram, "Paper Mill Row", "@papermillrow", days(1) + hours(2),
      "Thanks for your message! We answer within two working days. 🌿"),
    greeting(
      "ms-hall", .messenger, "Village Hall Bookings", "village.hall", days(3) + hours(5),
      "Hi! You have reached the hall. Choose: 1 opening hours, 2 prices, 3 talk to a person"),
    greeting(
      "wa-courier", .whatsapp, "Parcel Desk", "+44 7700 900555", hours(14),
      "This is an automatic message. Your parcel will be collected between 9:00 and 13:00."),
  ]

  private static func pitch(
    _ id: String, _ account: DemoAccount, _ name: String, _ handle: String, _ ago: Double,
    _ text: String
  ) -> Talk {
    Talk(
      id: id, account: account, name: name, handle: handle, kind: .request,
      triage: .lane(.pitch), lines: [.them(ago, text)])
  }

  private static func greeting(
    _ id: String, _ account: DemoAccount, _ name: String, _ handle: String, _ ago: Double,
    _ text: String
  ) -> Talk {
    Talk(
      id: id, account: account, name: name, handle: handle, triage: .lane(.automatic),
      isAutomated: true, lines: [.them(ago, text).automated])
  }
}
