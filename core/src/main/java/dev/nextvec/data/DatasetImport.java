package dev.nextvec.data;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes a dataset of vectors that exist already: an NPZ archive of windows, an NPY array of chunks,
 * or a dataset directory. In constant memory, and nothing is left when it fails.
 */
public final class DatasetImport {
  private static final Pattern PICKLES =
      Pattern.compile(".*\\.(pkl|pickle|pt|pth|bin|joblib)", Pattern.CASE_INSENSITIVE);

  private DatasetImport() {}

  /**
   * Imports {@code source}, which may be
   *
   * <ul>
   *   <li>{@code .npz}: windows that repeat their chunks, in the members {@code context_sequences},
   *       {@code contexts}, {@code context_vectors} or {@code train_context_sequences} {@code [N,
   *       n, dim]}, {@code target_vectors}, {@code targets} or {@code train_target_vectors} {@code
   *       [N, dim]}, and integers {@code article_ids} or {@code article_indices} {@code [N]}. Every
   *       chunk is kept once where windows follow one another;
   *   <li>{@code .npy}: chunks {@code [rows, dim]}, with a document table and texts ({@code
   *       chunks.jsonl}, a line for each row) beside them or not;
   *   <li>a directory with {@code vectors.npy} and {@code documents.jsonl}.
   * </ul>
   *
   * @param progress told the rows or windows done
   * @throws IllegalArgumentException if the vectors cannot be used, naming the row
   * @throws IOException if a file is damaged, pickled, or cannot be read or written
   */
  public static ImportReport run(Path source, Path target, ImportOptions options, Progress progress)
      throws IOException {
    DatasetAssembly.requireFree(target, options.overwrite());
    String name = source.toString().toLowerCase(Locale.ROOT);
    if (!Files.exists(source)) {
      throw new IOException(source + " does not exist");
    }
    if (options.documents().isPresent() && (Files.isDirectory(source) || !name.endsWith(".npy"))) {
      throw new IllegalArgumentException(
          Setting.DOCUMENTS
              + " belongs to an .npy of chunks, but "
              + source
              + " is none: leave it out");
    }
    try {
      if (Files.isDirectory(source)) {
        return RowsImport.ofDirectory(source).run(target, options, progress);
      }
      if (name.endsWith(".npz")) {
        return new WindowsImport(source).run(target, options, progress);
      }
      if (name.endsWith(".npy")) {
        return RowsImport.ofArray(source, options.documents()).run(target, options, progress);
      }
    } catch (FileSystemException e) {
      throw FileErrors.explain("importing " + source, e);
    }
    throw unknown(source, name);
  }

  private static IOException unknown(Path source, String name) {
    if (PICKLES.matcher(name).matches()) {
      return new IOException(
          source + " looks pickled: pickled objects are refused, save it with numpy.save");
    }
    String hint =
        name.matches(".*\\.jsonl?(\\.gz)?")
            ? "; text becomes a dataset with `data encode`, and a document table is named by"
                + " "
                + Setting.DOCUMENTS
                + " beside its .npy"
            : "";
    return new IOException(
        source
            + " cannot be imported: expected an .npy or .npz file or a dataset directory"
            + hint);
  }
}
