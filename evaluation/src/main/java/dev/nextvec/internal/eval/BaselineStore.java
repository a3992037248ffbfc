package dev.nextvec.internal.eval;

import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where results of baselines are kept, in a directory of their own for each data and split.
 *
 * @param cache holds these directories
 * @param results keeps them elsewhere where that takes no files
 */
public record BaselineStore(Path cache, ResultCache results) {
  private Path directory(String datasetSha256, String splitSha256, String name) {
    return Baselines.directory(cache, datasetSha256, splitSha256).resolve(Baselines.folder(name));
  }

  private Path directory(TestResult result) {
    Provenance of = result.provenance();
    return directory(of.datasetSha256(), of.splitSha256(), result.name());
  }

  /** The result of a baseline, with its speed on this machine; empty if there is none. */
  Optional<TestResult> read(String datasetSha256, String splitSha256, String name)
      throws IOException {
    return StoredTests.read(
        results,
        directory(datasetSha256, splitSha256, name),
        Baselines.key(datasetSha256, splitSha256, name));
  }

  void write(TestResult result) {
    StoredTests.write(results, directory(result), result);
  }

  void writeSpeed(TestResult result) {
    StoredTests.writeSpeed(results, directory(result), result);
  }
}
