package dev.nextvec.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an import made.
 *
 * @param dataset the dataset written
 * @param windows number of windows of the context length asked for
 * @param leftOut what of the source is not in it, or of no use
 * @param warnings what the dataset cannot guarantee, and in words what was left out
 */
public record ImportReport(
    DatasetInfo dataset, long windows, LeftOut leftOut, List<String> warnings) {
  public ImportReport {
    warnings = Stream.concat(warnings.stream(), leftOut.inWords().stream()).toList();
  }

  /**
   * What of the source is not in the dataset, or gives no window.
   *
   * @param rows vectors of no document
   * @param emptyDocuments ids of documents without a chunk
   * @param arrays names of arrays of an archive that were not read
   * @param shortDocuments number of documents that are kept but too short for a window
   */
  public record LeftOut(
      long rows, List<String> emptyDocuments, List<String> arrays, long shortDocuments) {
    /** Nothing. */
    public static final LeftOut NOTHING = new LeftOut(0, List.of(), List.of(), 0);

    public LeftOut {
      emptyDocuments = List.copyOf(emptyDocuments);
      arrays = List.copyOf(arrays);
    }

    LeftOut withoutWindow(long documents) {
      return new LeftOut(rows, emptyDocuments, arrays, documents);
    }

    /**
     * The account of an import.
     *
     * @param documents number of documents taken over
     * @param taken number of vectors taken over
     * @param warnings what the dataset cannot guarantee
     */
    Account account(long documents, long taken, List<String> warnings) {
      Tally tables = new Tally(Step.DOCUMENTS);
      tables.keep(documents);
      emptyDocuments.forEach(id -> tables.leaveOut("no vectors", id));
      Tally vectors = new Tally(Step.ROWS);
      vectors.keep(taken);
      vectors.leaveOut("in no document", rows);
      List<String> notes = new ArrayList<>(warnings);
      if (!arrays.isEmpty()) {
        notes.add(notImported());
      }
      return new Account(List.of(tables.stage(), vectors.stage()), notes);
    }

    private String notImported() {
      return "Not imported from the archive: " + String.join(", ", arrays) + ".";
    }

    /** One sentence for each kind of what was left out. */
    List<String> inWords() {
      List<String> words = new ArrayList<>();
      if (rows > 0) {
        words.add("Left out: %d vectors that belong to no document.".formatted(rows));
      }
      if (!emptyDocuments.isEmpty()) {
        words.add(
            "Left out: %d documents without a chunk: %s."
                .formatted(emptyDocuments.size(), some(emptyDocuments)));
      }
      if (!arrays.isEmpty()) {
        words.add(notImported());
      }
      if (shortDocuments > 0) {
        words.add("Documents too short for a window: %d.".formatted(shortDocuments));
      }
      return words;
    }

    private static String some(List<String> names) {
      String first = String.join(", ", names.subList(0, Math.min(5, names.size())));
      return names.size() > 5 ? first + ", ..." : first;
    }
  }
}
