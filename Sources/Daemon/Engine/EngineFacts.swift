package import Core

/// What the engine knew at one moment. Nothing of it changes while duties are decided: whoever keeps it costs the engine nothing,
/// in the middle of a storm either. States and alerts are looked at in the engine's own turn.
package struct EngineFacts: Sendable {
  package let at: Instant
  package let portfolio: Portfolio
  package let duties: DutyList
  /// Duties stand in their slots as long as this is the same.
  package let layouts: Int
  package let book: AnswerBook
}
