package dev.nextvec.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;

/**
 * What a command has to say when it is done, once for people and once for programs. Only the one
 * that was asked for is made.
 *
 * @param exit 0 done, 1 a finding that counts as failure
 * @param text for people
 * @param json for {@code --json}: one object
 */
public record Outcome(int exit, Supplier<String> text, Supplier<JsonNode> json) {

  /** Success. */
  public static Outcome done(Supplier<String> text, Supplier<JsonNode> json) {
    return new Outcome(0, text, json);
  }
}
