package dev.nextvec.data;

import java.util.List;

/**
 * What an import made.
 *
 * @param dataset the dataset written
 * @param windows number of windows of the context length asked for
 * @param warnings what the dataset cannot guarantee, or what of the source was not used
 */
public record ImportReport(DatasetInfo dataset, long windows, List<String> warnings) {
  public ImportReport {
    warnings = List.copyOf(warnings);
  }
}
