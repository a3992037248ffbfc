package dev.nextvec.text;

import dev.nextvec.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Small corpora for tests. */
final class Corpora {
  private Corpora() {}

  /** Writes a file, compressed if its name ends in .gz. */
  static Path write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Files.write(file, name.endsWith(".gz") ? gzip(bytes) : bytes);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static List<SourceDocument> read(Path... inputs) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path input : inputs) {
      names.add(input.toString());
    }
    try (DocumentReader reader = Corpus.find(names).checked(Progress.none()).read()) {
      List<SourceDocument> documents = new ArrayList<>();
      for (Optional<SourceDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
        documents.add(next.get());
      }
      return documents;
    }
  }
}
