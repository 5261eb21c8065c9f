import Domain

/// The words that WhatsApp itself writes into exports, in the languages we know them in.
///
/// Lists of literals, lower case. What is not listed stays text: shown as it is, never lost.
enum WhatsAppWords {
  enum Half: Hashable { case morning, afternoon }

  static let betweenDateAndTime: [[Unicode.Scalar]] = [
    "klo ", "kl. ", "kl ", "um ", "at ", "om ", "às ", "à ", "a las ", "alle ore ", "ore ",
  ].map { Array($0.unicodeScalars) }

  /// Longer words first, so that none is hidden by its own beginning.
  static let halves: [([Unicode.Scalar], Half)] = halfWords.map { word, half in
    (Array(word.unicodeScalars), half)
  }

  private static let halfWords: [(String, Half)] = [
    ("a. m.", .morning), ("p. m.", .afternoon), ("a.m.", .morning), ("p.m.", .afternoon),
    ("am", .morning), ("pm", .afternoon), ("上午", .morning), ("下午", .afternoon),
    ("凌晨", .morning), ("清晨", .morning), ("早上", .morning), ("中午", .afternoon),
    ("晚上", .afternoon), ("오전", .morning), ("오후", .afternoon), ("午前", .morning),
    ("午後", .afternoon), ("π.μ.", .morning), ("μ.μ.", .afternoon), ("πμ", .morning),
    ("μμ", .afternoon), ("de.", .morning), ("du.", .afternoon), ("ص", .morning),
    ("م", .afternoon), ("ق.ظ.", .morning), ("ب.ظ.", .afternoon), ("sa", .morning),
    ("ch", .afternoon),
  ]

  /// Whole bodies that say a message was deleted by its author.
  static let deleted: Set<String> = [
    "this message was deleted", "se eliminó este mensaje", "este mensaje fue eliminado",
    "diese nachricht wurde gelöscht", "mensagem apagada", "esta mensagem foi apagada",
    "essa mensagem foi apagada", "ce message a été supprimé",
    "questo messaggio è stato eliminato", "dit bericht is verwijderd",
    "сообщение удалено", "данное сообщение удалено", "bu mesaj silindi",
    "tämä viesti poistettiin", "this message was deleted by admin",
  ]

  /// Whole bodies that say "you deleted this message": their sender is the owner of the export.
  static let deletedByOwner: Set<String> = [
    "you deleted this message", "eliminaste este mensaje", "du hast diese nachricht gelöscht",
    "você apagou esta mensagem", "apagou esta mensagem", "vous avez supprimé ce message",
    "hai eliminato questo messaggio", "je hebt dit bericht verwijderd", "вы удалили это сообщение",
    "bu mesajı sildiniz", "poistit tämän viestin",
  ]

  /// Marks at the end of a body that was changed after it was sent.
  static let edited: [String] = [
    "<this message was edited>", "<se editó este mensaje.>", "<se editó este mensaje>",
    "<diese nachricht wurde bearbeitet.>", "<diese nachricht wurde bearbeitet>",
    "<mensagem editada>", "<ce message a été modifié>", "<questo messaggio è stato modificato>",
    "<dit bericht is bewerkt>", "<сообщение изменено>", "<bu mesaj düzenlendi>",
  ]

  /// Whole bodies of Android for a medium that was left out of the export.
  static let omitted: Set<String> = [
    "<media omitted>", "<multimedia omitido>", "<archivo omitido>", "<medien ausgeschlossen>",
    "<mídia oculta>", "<arquivo de mídia oculto>", "<ficheiro não revelado>", "<médias omis>",
    "<media omessi>", "<media omesso>", "<media weggelaten>", "<без медиафайлов>",
    "<medya dahil edilmedi>", "<media jätettiin pois>", "<media poistettu>",
    "<メディアは含まれていません>", "<未包含媒体文件>", "<미디어 파일을 제외한 내용을 전송했습니다>",
    "<تم استبعاد الوسائط>",
  ]

  /// Last words of iOS for the same: "image omitted", "imagen omitida".
  static let omittedEndings: Set<String> = [
    "omitted", "omitida", "omitido", "weggelassen", "absente", "absent", "ocultada", "ocultado",
    "oculto", "oculta", "omessa", "omesso", "weggelaten", "отсутствует", "отсутствуют",
  ]

  /// First words of iOS for what was left out.
  static let kinds: [String: Attachment.Kind] = [
    "image": .image, "imagen": .image, "bild": .image, "imagem": .image, "immagine": .image,
    "afbeelding": .image, "gif": .image, "video": .video, "vídeo": .video, "vidéo": .video,
    "audio": .audio, "áudio": .audio, "sticker": .sticker, "figurinha": .sticker,
    "document": .file, "documento": .file, "dokument": .file, "contact": .file,
  ]

  /// What Android puts in brackets behind the name of a file that is in the export.
  static let attached: Set<String> = [
    "file attached", "archivo adjunto", "datei angehängt", "arquivo anexado", "ficheiro anexado",
    "fichier joint", "file allegato", "bestand bijgevoegd", "файл добавлен", "dosya ekli",
    "tiedosto liitetty", "添付ファイル", "文件附件", "파일 첨부됨", "الملف مرفق",
  ]

  /// Beginnings of whole bodies about calls.
  static let calls: [String] = [
    "missed voice call", "missed video call", "missed group voice call", "missed group video call",
    "voice call, ", "video call, ", "voice call. ", "video call. ", "llamada perdida",
    "videollamada perdida", "verpasster sprachanruf", "verpasster videoanruf",
    "chamada de voz perdida", "chamada de vídeo perdida", "appel vocal manqué",
    "appel vidéo manqué", "chiamata persa", "videochiamata persa",
    "chiamata vocale persa", "gemiste spraakoproep", "gemiste video-oproep",
  ]

  /// Beginnings of bodies that give a place.
  static let places: [String] = [
    "location: ", "ubicación: ", "standort: ", "localização: ", "localisation : ",
    "posizione: ", "locatie: ", "live location shared",
  ]

  /// Whether a body may be of the app's own words, by its first three bytes: most texts are settled
  /// here. Letters that are not ASCII have forms that only a look at the whole tells.
  static func mayBegin(_ plain: String) -> Bool {
    if plain.utf8.first == UInt8(ascii: "<") { return true }
    var start: UInt32 = 0
    var length = 0
    for byte in plain.utf8.prefix(3) {
      guard byte < 0x80 else { return true }
      start = start << 8 | UInt32((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
      length += 1
    }
    return length < 3 || openings.contains(start)
  }

  private static let openings: Set<UInt32> = Set(
    ([Array(deleted), Array(deletedByOwner), calls, places].joined() + ["null"])
      .map { $0.utf8.prefix(3).reduce(0) { $0 << 8 | UInt32($1) } })

  /// Parts of lines that WhatsApp itself writes, where a name and a colon may be in them too.
  static let system: [String] = [
    "end-to-end encrypted", "cifrados de extremo a extremo", "ende-zu-ende-verschlüsselt",
    "criptografia de ponta a ponta", "chiffrés de bout en bout", "crittografia end-to-end",
    "end-to-end versleuteld", "security code changed", "created group", "created this group",
    "changed the subject", "changed the group", "changed this group", "changed the settings",
    "added you", "were added", "joined using this group", "'s security code",
    "changed their phone number", "changed to +", "pinned a message", "turned on disappearing",
    "turned off disappearing", "creó el grupo", "cambió el asunto", "hat die gruppe",
    "criou o grupo", "mudou o nome do grupo", "a créé le groupe", "ha creato il gruppo",
    "heeft de groep", "is a contact", "blocked this contact", "unblocked this contact",
  ]

  /// Parts of system lines that only groups have.
  static let group: [String] = [
    "created group", "created this group", "added you", "were added", "joined using",
    "changed the subject", "changed the group", "changed this group", "creó el grupo",
    "hat die gruppe",
    "criou o grupo", "a créé le groupe", "ha creato il gruppo", "heeft de groep", " left",
    " added ", " removed ",
  ]

  /// What stands before the other's name in the name of a file or folder.
  static let titles: [String] = [
    "whatsapp chat with ", "whatsapp chat - ", "chat de whatsapp con ", "whatsapp-chat mit ",
    "whatsapp chat mit ", "conversa do whatsapp com ", "discussion whatsapp avec ",
    "chat whatsapp con ", "whatsapp-chat met ", "conversación de whatsapp con ",
    "whatsapp-keskustelu: ", "чат whatsapp с ",
  ]

  /// How an export calls its owner where it gives no name.
  static let you: Set<String> = [
    "you", "tú", "du", "você", "vous", "tu", "jij", "вы", "siz", "sinä",
  ]
}
