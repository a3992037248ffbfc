package dev.nextvec.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a command has to say when it is done, once for people and once for programs. Only the one
 * that was asked for is made.
 *
 * @param exit 0 done, 1 a finding that counts as failure
 * @param text for people
 * @param json for {@code --json}: one object
 * @param files to be written when that has been printed
 */
record Outcome(int exit, Supplier<String> text, Supplier<JsonNode> json, List<ReportFile> files) {
  Outcome {
    files = List.copyOf(files);
  }

  /** Only something to print. */
  Outcome(int exit, Supplier<String> text, Supplier<JsonNode> json) {
    this(exit, text, json, List.of());
  }

  /** Success. */
  static Outcome done(Supplier<String> text, Supplier<JsonNode> json) {
    return new Outcome(0, text, json);
  }

  /** The same with files to be written afterwards. */
  Outcome with(List<ReportFile> more) {
    return new Outcome(exit, text, json, more);
  }
}
