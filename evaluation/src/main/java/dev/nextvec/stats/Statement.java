package dev.nextvec.stats;

import java.util.List;

/** A sentence of a report, by how far the evidence goes. What is absent is never a finding. */
public sealed interface Statement {
  /** The sentence, or several. */
  String text();

  /** What would let it be said; empty where it is said. */
  default List<Need> needs() {
    return List.of();
  }

  /** What evidence shows. */
  record Shown(String text) implements Statement {}

  /**
   * Measured, with an interval that leaves the question open.
   *
   * @param needs any of these may settle it
   */
  record Open(String text, List<Need> needs) implements Statement {
    public Open {
      needs = List.copyOf(needs);
    }
  }

  /**
   * Nothing can be said.
   *
   * @param question begins with "whether", "which" or "what"
   * @param reason why not
   * @param needs any of these would let it be said
   */
  record CannotSay(String question, String reason, List<Need> needs) implements Statement {
    public CannotSay {
      needs = List.copyOf(needs);
      if (question.isBlank() || reason.isBlank()) {
        throw new IllegalArgumentException("what cannot be said needs a question and a reason");
      }
    }

    @Override
    public String text() {
      String needed = Need.sentence(needs);
      return "Cannot say %s: %s.%s"
          .formatted(question, reason, needed.isEmpty() ? "" : " " + needed);
    }
  }

  /** The sentences. */
  static List<String> texts(List<Statement> statements) {
    return statements.stream().map(Statement::text).toList();
  }

  /** That too few test documents give no interval. */
  static Statement withoutInterval(String question, Estimate estimate) {
    return new CannotSay(question, noInterval(estimate.documents()), Need.ofInterval(estimate));
  }

  /** The reason for it, as part of a sentence. */
  static String noInterval(long documents) {
    return noInterval("test", documents);
  }

  /** The same for another part of the split. */
  static String noInterval(String part, long documents) {
    return "%d %s %s no interval"
        .formatted(documents, part, documents == 1 ? "document gives" : "documents give");
  }
}
