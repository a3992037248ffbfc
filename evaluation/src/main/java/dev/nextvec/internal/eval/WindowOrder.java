package dev.nextvec.internal.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.file.Sha256;

/** Which windows, in which order: what says that an array made elsewhere has its rows in ours. */
public final class WindowOrder {
  /** The field that holds the checksum, wherever an order is recorded. */
  public static final String FIELD = "windows_sha256";

  private WindowOrder() {}

  /**
   * A checksum of windows in their order: of the data, the context length, and the row of the first
   * chunk of each.
   */
  public static String sha256(Dataset dataset, Windows windows, int[] rows) {
    Sha256 hash = new Sha256().add("nextvec-windows-1").add(dataset.sha256());
    hash.add(windows.contextLength()).add(rows.length);
    for (int row : rows) {
      hash.add(windows.firstRow(row));
    }
    return hash.hex();
  }

  /** What identifies the windows of a part of a split, for people and programs. */
  public static ObjectNode json(
      String format, Dataset dataset, Split split, String part, int[] rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Windows windows = dataset.windows(split.contextLength());
    json.put("format", format).put("part", part).put("windows", rows.length);
    json.put("context_length", windows.contextLength()).put("dimension", windows.dimension());
    json.put("dataset_sha256", dataset.sha256()).put("split_sha256", split.sha256());
    json.put("split_seed", split.seed());
    json.put("validation_share", split.fractions().validation());
    json.put("test_share", split.fractions().test());
    split.trainWindows().ifPresent(asked -> json.put("train_windows", asked));
    return json.put(FIELD, sha256(dataset, windows, rows));
  }
}
