package dev.nextvec.internal.eval;

import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.file.ResultCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Test results and speeds, each where it is kept: beside one another, or in the user's cache. */
public final class StoredTests {
  private StoredTests() {}

  /**
   * The result for {@code key}, with its speed on this machine; empty if there is none.
   *
   * @throws IOException if a file is damaged
   */
  public static Optional<TestResult> read(ResultCache results, Path folder, String key)
      throws IOException {
    Optional<TestResult> result = results.read(folder, key, at -> TestResultFile.read(at, key));
    if (result.isEmpty()) {
      return result;
    }
    List<Speed> speeds =
        results.readAll(folder, speedKey(key), at -> SpeedFile.read(at, key, SpeedFile.machine()));
    Optional<Speed> fair = speeds.stream().filter(speed -> !speed.isDisturbed()).findFirst();
    Optional<Speed> speed = fair.or(() -> speeds.stream().findFirst());
    return result.map(found -> found.withSpeed(speed.or(found::speed)));
  }

  /** Keeps a result and its speed. */
  static void write(ResultCache results, Path folder, TestResult result) {
    results.write(folder, result.key(), at -> TestResultFile.write(at, result));
    writeSpeed(results, folder, result);
  }

  /** Keeps only the speed of a result. */
  static void writeSpeed(ResultCache results, Path folder, TestResult result) {
    result
        .speed()
        .ifPresent(
            speed ->
                results.write(
                    folder,
                    speedKey(result.key()),
                    at -> SpeedFile.write(at, result.key(), speed)));
  }

  private static String speedKey(String key) {
    return "speed of " + key;
  }
}
