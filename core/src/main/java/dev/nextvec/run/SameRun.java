package dev.nextvec.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.model.ArchitectureJson;
import java.nio.file.Path;

/** Whether a run in a directory is the one that is asked for, so that it may be continued. */
public final class SameRun {
  private SameRun() {}

  /**
   * @throws IllegalArgumentException naming the first setting that differs
   */
  public static void require(RunDirectory.Info found, RunDirectory.Info wanted, Path path) {
    ObjectNode have = describe(found);
    ObjectNode want = describe(wanted);
    want.properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (!entry.getValue().equals(have.path(name))) {
                throw new IllegalArgumentException(
                    path
                        + " holds a run with "
                        + name
                        + " "
                        + have.path(name).asText("none")
                        + ", not "
                        + entry.getValue().asText()
                        + ": choose another directory, or --overwrite it");
              }
            });
  }

  private static ObjectNode describe(RunDirectory.Info info) {
    ObjectNode json = ArchitectureJson.write(info.architecture());
    json.setAll(ConfigJson.write(info.config()));
    json.put("dataset sha256", info.provenance().datasetSha256());
    json.put("split sha256", info.provenance().splitSha256());
    json.put("threads", info.provenance().environment().threads());
    return json;
  }
}
