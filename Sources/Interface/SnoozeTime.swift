package import FoundationEssentials

/// When a snooze ends: the letters of the snooze prompt and the times a person types.
///
/// All of it is computed for a given moment and time zone; nothing here asks what time it is.
package enum SnoozeTime {
  /// Why a typed time cannot be taken.
  package enum Refusal: Error, Hashable, Sendable {
    /// Not a time this prompt knows.
    case unreadable
    /// A time that has gone by.
    case past
    /// More than ten years ahead: surely a slip.
    case tooFar
    /// A span in seconds.
    case seconds
    /// "10.11": eleven past ten, or the tenth of November.
    case timeOrDate
    /// "10/11": the tenth of November, or the eleventh of October.
    case dayOrMonth

    /// For the prompt.
    package var sentence: String {
      switch self {
      case .unreadable: "Try 2h, tomorrow 14:00, tue 3pm, 1 dec or 2026-12-01 09:00."
      case .past: "That time has gone by."
      case .tooFar: "That is more than ten years ahead."
      case .seconds: "Seconds are too short to put anything off. Try 2m or 2h."
      case .timeOrDate: "That may be a time or a date. Write 10:11, or 10 nov."
      case .dayOrMonth: "That may be either of two days. Write 10 nov, or 2026-11-10."
      }
    }
  }

  /// One letter of the prompt, with what it comes to right now.
  package struct Preset: Hashable, Sendable {
    package var letter: Character
    /// "later today", "tomorrow".
    package var title: String
    /// nil: until they reply.
    package var until: Date?
  }

  /// What days without a time mean, in minutes: nine in the morning.
  static let morning = 9 * 60
  /// The furthest that is taken, in days.
  static let furthest = 3653

  /// Every preset, in the order of the prompt.
  package static func presets(now: Date, timeZone: TimeZone) -> [Preset] {
    let today = CivilDay(of: now, in: timeZone)
    let moments = Moments(now: now, timeZone: timeZone)
    return [
      Preset(letter: "l", title: "later today", until: now.addingTimeInterval(3 * 3600)),
      Preset(letter: "t", title: "tomorrow", until: moments.date(today.adding(1), morning)),
      Preset(letter: "w", title: "weekend", until: moments.date(today.next(weekday: 5), morning)),
      Preset(letter: "m", title: "Monday", until: moments.date(today.next(weekday: 0), morning)),
      Preset(letter: "r", title: "until they reply", until: nil),
    ]
  }

  /// The preset of a letter, nil for letters that are none.
  package static func preset(letter: Character, now: Date, timeZone: TimeZone) -> Preset? {
    presets(now: now, timeZone: timeZone).first { $0.letter == letter }
  }

  /// Reads a typed time; nil when ``read(_:now:timeZone:)`` refuses it.
  package static func parse(_ text: String, now: Date, timeZone: TimeZone) -> Date? {
    switch read(text, now: now, timeZone: timeZone) {
    case .success(let date): date
    case .failure: nil
    }
  }

  /// Reads "2h", "tomorrow 14:00", "next tue 3pm", "1 dec", "2026-12-01 09:00" and the like, and
  /// RFC 3339 times ("2026-12-01T09:00:00Z").
  ///
  /// A day without a time is nine in the morning; a time without a day is the next such time; a
  /// weekday is the next one, "next" puts it in the week after this one. Weeks begin on Monday.
  package static func read(
    _ text: String, now: Date, timeZone: TimeZone
  ) -> Result<Date, Refusal> {
    guard text.utf8.count <= 64 else { return .failure(.unreadable) }
    let moments = Moments(now: now, timeZone: timeZone)
    var phrase = SnoozePhrase()
    let stamp = SnoozeStamp(text.lowercased())
    let isRead = stamp != nil || phrase.read(SnoozeWords(text.lowercased()), today: moments.today)
    guard isRead, let date = stamp.map(moments.date(of:)) ?? moments.date(of: phrase) else {
      return .failure(phrase.refusal ?? .unreadable)
    }
    if date <= now { return .failure(.past) }
    let limit = now.addingTimeInterval(Double(furthest) * 86_400)
    return date > limit ? .failure(.tooFar) : .success(date)
  }

  /// How a wake time is shown: "today 14:00", "tomorrow 09:00", "Mon 23 Nov 09:00"; the year is
  /// added when it differs.
  package static func words(for date: Date, now: Date, timeZone: TimeZone) -> String {
    DateWords.moment(date, now: now, in: timeZone)
  }
}

extension CivilDay {
  /// The next such weekday after this day; 0 is Monday.
  func next(weekday: Int) -> CivilDay {
    let ahead = (weekday - self.weekday + 7) % 7
    return adding(ahead == 0 ? 7 : ahead)
  }

  /// The same day of a later month, or that month's last day where it has no such day.
  func adding(months: Int) -> CivilDay? {
    let month = date.year * 12 + date.month - 1 + months
    return (0...3).lazy.compactMap {
      CivilDay(year: month / 12, month: month % 12 + 1, day: date.day - $0)
    }.first
  }
}

extension SnoozeTime {
  /// Local days and minutes made into moments, seen from one moment in one time zone.
  struct Moments {
    var now: Date
    var timeZone: TimeZone
    var today: CivilDay
    /// The minute of the day it is now.
    var minute: Int

    init(now: Date, timeZone: TimeZone) {
      self.now = now
      self.timeZone = timeZone
      let local = LocalTime(now, in: timeZone)
      today = local.day
      minute = local.minute
    }

    /// A time that a clock change skips is the one an hour later; one that comes twice is the
    /// first.
    func date(_ day: CivilDay, _ minute: Int) -> Date? {
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = timeZone
      let date = day.date
      return calendar.date(
        from: DateComponents(
          year: date.year, month: date.month, day: date.day, hour: minute / 60,
          minute: minute % 60))
    }

    /// A stamp without a zone is of this one.
    func date(of stamp: SnoozeStamp) -> Date? {
      guard let offset = stamp.offset else {
        return date(stamp.day, stamp.minute)?.addingTimeInterval(Double(stamp.second))
      }
      let minutes = stamp.day.number * 1440 + stamp.minute - offset
      return Date(timeIntervalSince1970: Double(minutes * 60 + stamp.second))
    }

    func date(of phrase: SnoozePhrase) -> Date? {
      if let span = phrase.span { return date(after: span, at: phrase.minute) }
      switch (phrase.day, phrase.minute) {
      case (nil, nil): return nil
      case (nil, let minute?):
        let ahead = minute > self.minute ? 0 : 1
        return date(today.adding(phrase.isTonight ? 0 : ahead), minute)
      case (let day?, let minute):
        let time = minute ?? morning
        return date(resolve(day, at: time, isTimed: minute != nil), time)
      }
    }

    /// Days keep the time on the clock, hours and minutes are counted as they pass.
    private func date(after span: SnoozePhrase.Span, at minute: Int?) -> Date? {
      guard span.days > 0 || span.months > 0 else {
        return minute == nil ? now.addingTimeInterval(Double(span.minutes) * 60) : nil
      }
      // A thousand years are as much too far as more.
      let day = today.adding(months: min(span.months, 12_000))?.adding(span.days)
      guard let day, let base = date(day, minute ?? self.minute) else { return nil }
      return base.addingTimeInterval(Double(span.minutes) * 60)
    }

    private func resolve(_ day: SnoozePhrase.Day, at minute: Int, isTimed: Bool) -> CivilDay {
      switch day {
      case .fixed(let day): return day
      case .weekday(let weekday):
        if weekday == today.weekday && isTimed && minute > self.minute { return today }
        return today.next(weekday: weekday)
      case .nextWeek(let weekday):
        return today.adding(7 - today.weekday + weekday)
      case .yearless(let month, let dayOfMonth):
        let year = today.date.year
        let candidates = (year...year + 8).compactMap {
          CivilDay(year: $0, month: month, day: dayOfMonth)
        }
        let isAhead = { (day: CivilDay) in
          day > today || (day == today && minute > self.minute)
        }
        return candidates.first(where: isAhead) ?? today
      }
    }
  }
}
