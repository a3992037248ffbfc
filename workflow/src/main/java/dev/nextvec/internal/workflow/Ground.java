package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.Baselines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The data and the split that all rows of a comparison are tested on. */
sealed interface Ground permits RunGround, PackageGround {

  /** The run or package that names them, for messages. */
  Path namedBy();

  /** What a person calls the data. */
  String name();

  String datasetSha256();

  String splitSha256();

  int contextLength();

  int dimension();

  /** Whether the data is at hand. */
  boolean isThere() throws IOException;

  /**
   * The data.
   *
   * @throws IllegalArgumentException if what is there is other data
   */
  Dataset open() throws IOException;

  /** The split of the data. */
  Split split(Dataset dataset) throws IOException;

  /** What the split cannot guarantee. */
  List<String> splitWarnings() throws IOException;

  /** The folder in which results of data and splits are kept. */
  default Path cache() {
    return Baselines.cache(namedBy());
  }

  /** Where everything is kept that depends on this data and split alone. */
  default Path directory() {
    return Baselines.directory(cache(), datasetSha256(), splitSha256());
  }
}
