import Testing

/// The real daemon against real servers. One test at a time: they measure, and the machine is shared.
@Suite(.serialized) enum EndToEnd {}
