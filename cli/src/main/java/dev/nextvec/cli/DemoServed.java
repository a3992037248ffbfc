package dev.nextvec.cli;

import dev.nextvec.internal.retrieval.IndexManifest;
import dev.nextvec.serve.ServeSettings.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code demo} made, as a service: the index of the manual, and the run it was made for. */
final class DemoServed {
  private DemoServed() {}

  /** The runs of a demonstration. */
  static Path runs(Path demo) {
    return demo.resolve("runs");
  }

  /**
   * What is served.
   *
   * @param demo folder of a demonstration
   */
  static List<Source> sources(Path demo) {
    Path run = DemoCommand.retrieving(demo);
    Path index = DemoCommand.index(demo);
    if (!Files.isDirectory(run) || !IndexManifest.isIn(index)) {
      throw new WrongUsage(
          "name a model or an index to serve; or run `demo` in this folder first, and then `serve`"
              + " serves what that made");
    }
    return List.of(Source.of(run), Source.of(index));
  }
}
