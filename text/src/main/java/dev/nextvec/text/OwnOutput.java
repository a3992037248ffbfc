package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what Nextvec wrote, which lies where it works and is no part of a corpus. */
final class OwnOutput {
  static final String REASON = "made by nextvec";
  private static final String GENERATOR = "<meta name=\"generator\" content=\"Nextvec\">";
  private static final int HEAD = 512;

  private OwnOutput() {}

  /** Whether a folder is a dataset, a run or a model. */
  static boolean isDirectoryOf(Path folder) {
    boolean dataset =
        has(folder, "documents.jsonl")
            && (has(folder, "dataset.json") || has(folder, "vectors.npy"));
    boolean run = has(folder, "run.json") && (has(folder, "metrics.jsonl") || has(folder, "state"));
    return dataset || run || has(folder, "golden.safetensors");
  }

  private static boolean has(Path folder, String name) {
    return Files.exists(folder.resolve(name));
  }

  /** Whether an HTML file is a report. */
  static boolean isReport(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(GENERATOR);
    } catch (IOException e) {
      return false; // whoever reads the file says so
    }
  }
}
