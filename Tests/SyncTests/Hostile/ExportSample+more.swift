import Sync

extension ExportSample {
  static let telegram: ExportSample = ExportSample(
    format: "telegram", path: "result.json", options: .inUTC
  ) { count in
    let messages = (0..<count).map { number in
      let isOurs = number % 3 == 0
      return """
              {
               "id": \(number + 1),
               "type": "message",
               "date": "2024-03-13T\(clock(number)):00",
               "date_unixtime": "\(1_710_000_000 + number * 60)",
               "from": "\(isOurs ? "Bob" : "Ana")",
               "from_id": "\(isOurs ? "user1" : "user7")",
               "text": [\(json(words(number))), {"type": "bold", "text": "!"}],
               "text_entities": []
              }
        """
    }
    return """
      {
       "personal_information": {
        "user_id": 1,
        "first_name": "Bob"
       },
       "chats": {
        "list": [
         {
          "name": "Ana",
          "type": "personal_chat",
          "id": 7,
          "messages": [
      \(messages.joined(separator: ",\n"))
          ]
         }
        ]
       }
      }
      """
  }

  static let x: ExportSample = ExportSample(
    format: "x", path: "data/direct-messages.js",
    companions: [
      "data/account.js":
        #"window.YTD.account.part0 = [{"account": {"accountId": "1", "username": "bob"}}]"#
    ],
    options: .inUTC, prefix: "window.YTD.direct_messages.part0 = "
  ) { count in
    let messages = (0..<count).reversed().map { number in
      """
              {
                "messageCreate" : {
                  "id" : "\(9_000_000_000_000_000_000 + UInt64(number))",
                  "text" : \(json(words(number))),
                  "senderId" : "\(number % 3 == 0 ? "1" : "7")",
                  "recipientId" : "\(number % 3 == 0 ? "7" : "1")",
                  "createdAt" : "2024-03-13T\(clock(number)):00.000Z",
                  "reactions" : [],
                  "urls" : [],
                  "mediaUrls" : []
                }
              }
      """
    }
    return """
      [
        {
          "dmConversation" : {
            "conversationId" : "1-7",
            "messages" : [
      \(messages.joined(separator: ",\n"))
            ]
          }
        }
      ]
      """
  }

  static let snapchat: ExportSample = ExportSample(
    format: "snapchat", path: "json/chat_history.json",
    companions: [
      "json/account.json": #"{"Basic Information": {"Username": "bob", "Name": "Bob"}}"#
    ],
    options: .me("bob")
  ) { count in
    let messages = (0..<count).reversed().map { number in
      """
          {
            "From": "\(number % 3 == 0 ? "bob" : "ana")",
            "Media Type": "TEXT",
            "Created": "2024-03-13 \(clock(number)):00 UTC",
            "Content": \(json(words(number))),
            "Conversation Title": null,
            "IsSender": \(number % 3 == 0),
            "Created(microseconds)": \(1_710_288_000_000 + number * 60_000),
            "IsSaved": true,
            "Media IDs": ""
          }
      """
    }
    return "{\n  \"ana\": [\n" + messages.joined(separator: ",\n") + "\n  ]\n}"
  }

  static let linkedIn: ExportSample = ExportSample(
    format: "linkedin", path: "messages.csv", options: .me("Bob")
  ) { count in
    let rows = (0..<count).map { number in
      let (bob, ana) = (
        "Bob,https://www.linkedin.com/in/bob", "Ana,https://www.linkedin.com/in/ana"
      )
      let people = number % 3 == 0 ? "\(bob),\(ana)" : "\(ana),\(bob)"
      let text = words(number).replacing("\"", with: "\"\"")
      return "c1,,\(people),2024-03-13 \(clock(number)):00 UTC,,\"\(text)\",INBOX\r\n"
    }
    return "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
      + "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\r\n" + rows.joined()
  }

  static let signal: ExportSample = ExportSample(
    format: "signal", path: "Ana.txt", options: .me("Bob")
  ) {
    count in
    (0..<count).map { number in
      "[2024-03-13, \(clock(number))] \(number % 3 == 0 ? "Bob" : "Ana"): \(words(number))\n"
    }.joined()
  }

  static let mbox: ExportSample = ExportSample(
    format: "mbox", path: "mail.mbox", options: .me("bob@example.org")
  ) { count in
    (0..<count).map { number in
      let (bob, ana) = ("Bob <bob@example.org>", "Ana <ana@example.org>")
      let isOurs = number % 3 == 0
      return """
        From MAILER-DAEMON Wed Mar 13 \(clock(number)):00 2024
        From: \(isOurs ? bob : ana)
        To: \(isOurs ? ana : bob)
        Subject: Pumpkins
        Date: Wed, 13 Mar 2024 \(clock(number)):00 +0000
        Message-ID: <\(number)@example.org>
        In-Reply-To: <0@example.org>
        Content-Type: text/plain; charset=utf-8

        \(words(number))


        """
    }.joined()
  }
}
