package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.engine.Engines;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.provenance.Environment;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code nextvec --version}: what computes here, and its versions. */
final class VersionCommand implements Command {

  @Override
  public Outcome run(Console console, StopSignal stop) {
    Map<String, String> facts = new LinkedHashMap<>();
    Environment here = Environment.withoutEngine();
    facts.put("nextvec", here.nextvec());
    facts.put("jdk", Runtime.version() + ", " + System.getProperty("java.vm.vendor"));
    facts.put("machine", here.machine());
    facts.put("processor", here.processor());
    facts.put("bfloat16", Engines.bfloat16().orElse("none"));
    try {
      Environment engine = Engines.require(() -> TorchEngine.start(Device.AUTO, 0)).environment();
      facts.put("libtorch", engine.libtorch().replaceFirst("^libtorch ", ""));
      facts.put("blas", engine.blas());
      facts.put("device", engine.device());
      facts.put("threads", Integer.toString(engine.threads()));
    } catch (IllegalStateException missing) {
      facts.put("libtorch", "none: " + FailureLine.firstLine(missing.getMessage()));
      facts.put("networks", new PlainEngine(0).networkEnvironment().engine());
    }
    return Outcome.done(() -> text(facts), () -> json(facts));
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
