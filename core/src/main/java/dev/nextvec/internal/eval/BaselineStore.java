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
  private Path directory(Provenance split, String name) {
    return Baselines.directory(cache, split).resolve(Baselines.folder(name));
  }

  /** The result of a baseline, with its speed on this machine; empty if there is none. */
  Optional<TestResult> read(Provenance split, String name) throws IOException {
    return StoredTests.read(results, directory(split, name), Baselines.key(split, name));
  }

  void write(TestResult result) {
    StoredTests.write(results, directory(result.provenance(), result.name()), result);
  }

  void writeSpeed(TestResult result) {
    StoredTests.writeSpeed(results, directory(result.provenance(), result.name()), result);
  }
}
