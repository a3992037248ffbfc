package dev.nextvec.serve;

import java.util.List;

/** What is sent event by event for as long as somebody takes it. Asked by one thread at a time. */
@FunctionalInterface
interface Feed {
  /** An event: its name, and one line of data. */
  record Event(String name, String data) {}

  /** What happened since it was asked last; empty if nothing did. */
  List<Event> next() throws Exception;
}
