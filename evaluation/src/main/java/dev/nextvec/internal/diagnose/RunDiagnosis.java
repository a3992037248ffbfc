package dev.nextvec.internal.diagnose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Diagnoses a run on its own test windows, and keeps the result with the run. */
public final class RunDiagnosis {
  /** Name of the file in the run's directory. */
  public static final String NAME = "diagnosis.json";

  private static final String VERSION = "diagnosis-3";
  private static final long SEED = 1;

  private RunDiagnosis() {}

  /**
   * The diagnosis stored with the run, if it is that of the weights there now.
   *
   * @throws IOException if the run or the file cannot be read
   */
  public static Optional<Diagnosis> stored(RunDirectory run, ResultCache results)
      throws IOException {
    return run.read(info -> stored(run, info, results));
  }

  /** The same where {@code info} was just read, see {@link RunDirectory#read}. */
  public static Optional<Diagnosis> stored(RunDirectory run, RunInfo info, ResultCache results)
      throws IOException {
    if (!Files.exists(run.model(info))) {
      return Optional.empty();
    }
    String key = key(run, info);
    return results.read(run.path(), key, folder -> read(folder.resolve(NAME), key));
  }

  private static Optional<Diagnosis> read(Path file, String key) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonValue json = JsonValue.read(file);
      if (!json.field("key").text().equals(key)) {
        return Optional.empty();
      }
      Seal.require(json.node(), file);
      return DiagnosisJson.read(json);
    } catch (MalformedJson e) {
      throw e.advising("delete it and diagnose the run again");
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged (" + e.getMessage() + "): delete it and diagnose the run again", e);
    }
  }

  /**
   * Diagnoses the run and stores the result in its directory.
   *
   * @param dataset the data the run was trained on
   * @param references fitted on the run's split
   * @param progress told the predictions done
   * @throws IllegalArgumentException if the data is not that, or the run has no finished epoch
   * @throws IOException if a file is missing or damaged, or cannot be written
   */
  public static Diagnosis run(
      RunDirectory run,
      Engine engine,
      Dataset dataset,
      References references,
      Progress progress,
      ResultCache results)
      throws IOException {
    return run.read(info -> run(run, info, engine, dataset, references, progress, results));
  }

  /** The same where {@code info} was just read, see {@link RunDirectory#read}. */
  public static Diagnosis run(
      RunDirectory run,
      RunInfo info,
      Engine engine,
      Dataset dataset,
      References references,
      Progress progress,
      ResultCache results)
      throws IOException {
    RunEvaluation.requireSame(run, info, dataset);
    Windows windows = dataset.windows(info.architecture().contextLength());
    String key = key(run, info);
    try (Predictor model = run.load(engine, info)) {
      DiagnosisInput subject =
          new DiagnosisInput(
              model,
              references.predictors(),
              windows,
              run.split(windows).test(),
              Bootstrap.DEFAULT,
              SEED);
      Diagnosis diagnosis = Diagnosis.of(subject, key, dataset.texts(), progress);
      dataset.requireUnchanged();
      results.write(run.path(), key, folder -> write(folder.resolve(NAME), diagnosis));
      return diagnosis;
    }
  }

  private static void write(Path file, Diagnosis diagnosis) throws IOException {
    ObjectNode json = DiagnosisJson.write(diagnosis);
    Seal.put(json);
    AtomicFile.writeString(file, json.toPrettyString() + "\n");
  }

  private static String key(RunDirectory run, RunInfo info) throws IOException {
    return VERSION + " " + RunEvaluation.key(run, info);
  }
}
