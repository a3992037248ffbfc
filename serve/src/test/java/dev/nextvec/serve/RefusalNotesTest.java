package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an operator hears of refusals. */
class RefusalNotesTest {
  private final RefusalNotes notes = new RefusalNotes();

  @Test
  void manyRefusalsAreOneLineByReasonAndAreToldOnce() {
    for (int i = 0; i < 1200; i++) {
      notes.refused(Problem.Kind.WAITING);
    }
    notes.refused(Problem.Kind.UNAUTHORISED);
    assertThat(notes.line())
        .hasValue("refused in the last minute: 1 unauthorised (401), 1200 waiting (429)");
    assertThat(notes.line()).isEmpty();
  }

  @Test
  void whatWasTheClientsOwnFaultIsNotTold() {
    notes.refused(Problem.Kind.MALFORMED);
    notes.refused(Problem.Kind.NOT_FOUND);
    assertThat(notes.line()).isEmpty();
  }
}
