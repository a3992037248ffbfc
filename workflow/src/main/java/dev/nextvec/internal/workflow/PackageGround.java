package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackageSplit;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data that somebody named and the split that a package says, where there is no run. */
record PackageGround(ModelPackage model, PackageSplit named, Path data, Monitor monitor)
    implements Ground {

  /**
   * Looks at what a package says.
   *
   * @param data where the data is, if somebody said so
   * @throws IllegalArgumentException if nobody did
   */
  static PackageGround of(ModelPackage model, Optional<Path> data, Monitor monitor)
      throws IOException {
    if (data.isEmpty()) {
      throw new IllegalArgumentException(
          "`%s` is a model package, which does not say where its data is: name the dataset with %s, or a run of that data beside it"
              .formatted(model.path(), Setting.DATA));
    }
    return new PackageGround(model, model.split(), data.get(), monitor);
  }

  @Override
  public Path namedBy() {
    return model.path();
  }

  @Override
  public String name() {
    return RunNames.ofDataset(data);
  }

  @Override
  public String datasetSha256() {
    return named.datasetSha256();
  }

  @Override
  public String splitSha256() {
    return named.splitSha256();
  }

  @Override
  public int contextLength() {
    return model.config().contextLength();
  }

  @Override
  public int dimension() {
    return model.config().dimension();
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public Dataset open() throws IOException {
    Dataset dataset = Dataset.open(data, monitor);
    if (!dataset.sha256().equals(named.datasetSha256())) {
      String found = dataset.sha256();
      dataset.close();
      throw new IllegalArgumentException(
          "`%s` (sha256 %.12s) is not the data that `%s` says it learned from (%.12s): name that with %s, or a run of that data beside it"
              .formatted(data, found, model.path(), named.datasetSha256(), Setting.DATA));
    }
    return dataset;
  }

  @Override
  public Split split(Dataset dataset) {
    return named
        .of(dataset, contextLength())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`%s` names a split (hash %.12s) that its seed %d and shares do not give: compare it beside a run of that split"
                        .formatted(model.path(), named.splitSha256(), named.seed())));
  }

  @Override
  public List<String> splitWarnings() throws IOException {
    try (Dataset dataset = open()) {
      return split(dataset).warnings();
    }
  }
}
