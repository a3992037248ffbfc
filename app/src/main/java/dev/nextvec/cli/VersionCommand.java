package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code nextvec --version}: what computes here, and its versions. */
final class VersionCommand implements Command {

  @Override
  public Outcome run(Console console, StopSignal stop) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("nextvec", nextvecVersion());
    facts.put("jdk", Runtime.version() + ", " + System.getProperty("java.vm.vendor"));
    facts.put(
        "machine",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    return Outcome.done(() -> text(facts), () -> json(facts));
  }

  /** The version in the jar's manifest; {@code development} when classes run outside a jar. */
  static String nextvecVersion() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String text(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append("%-9s %s%n".formatted(name, value)));
    return text.toString();
  }

  private static ObjectNode json(Map<String, String> facts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    facts.forEach(json::put);
    return json;
  }
}
