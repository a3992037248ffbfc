package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The data and split of a run. */
record RunGround(RunDirectory run, RunInfo info, RunTester tests) implements Ground {
  static RunGround of(RunDirectory run, RunTester tests) throws IOException {
    return new RunGround(run, run.info(), tests);
  }

  @Override
  public Path namedBy() {
    return run.path();
  }

  @Override
  public String name() {
    return RunNames.ofDataset(info.dataset());
  }

  @Override
  public String datasetSha256() {
    return info.provenance().datasetSha256();
  }

  @Override
  public String splitSha256() {
    return info.provenance().splitSha256();
  }

  @Override
  public int contextLength() {
    return info.architecture().contextLength();
  }

  @Override
  public int dimension() {
    return info.architecture().dimension();
  }

  @Override
  public boolean isThere() throws IOException {
    return tests.hasDataset(run);
  }

  @Override
  public Dataset open() throws IOException {
    Dataset dataset = tests.dataset(run);
    try {
      RunEvaluation.requireSame(run, info, dataset);
      return dataset;
    } catch (IOException | RuntimeException e) {
      dataset.close();
      throw e;
    }
  }

  @Override
  public Split split(Dataset dataset) throws IOException {
    return run.split(dataset.windows(contextLength()));
  }

  @Override
  public List<String> splitWarnings() throws IOException {
    return run.splitWarnings();
  }
}
