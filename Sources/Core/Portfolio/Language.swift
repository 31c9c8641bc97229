/// Of letters, of built-in texts, and of lines on a terminal.
package enum Language: String, Hashable, Sendable, CaseIterable { case zh, en }
