package dev.nextvec.data;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.FileSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What is written of vectors that lie in a directory already: their documents, and the manifest.
 *
 * @param directory where the vectors lie
 */
record DatasetDescription(Path directory, DatasetOptions options, FileSink sink) {

  /**
   * Writes both files.
   *
   * @param shards names of the vector files, in order
   * @param vectorsSha256 hash of their elements
   * @param textsSha256 hash of the lines of the texts, where there are any
   */
  DatasetManifest write(
      List<Document> documents,
      List<String> shards,
      long rows,
      String vectorsSha256,
      Optional<String> textsSha256,
      Account account)
      throws IOException {
    Grouped grouped = grouped(documents, shards, rows);
    String tableSha256;
    Path table = directory.resolve(DocumentTable.FILE);
    try (OutputStream out = new BufferedOutputStream(sink.create(table), 1 << 16)) {
      tableSha256 = DocumentTable.write(grouped.documents(), out);
    }
    force(table);
    DatasetManifest manifest =
        new DatasetManifest(
            options.dimension(),
            rows,
            options.type(),
            vectorsSha256,
            shards,
            documents.size(),
            Optional.of(tableSha256),
            textsSha256,
            options.documentBoundariesKnown(),
            options.encoder(),
            account.noting(grouped.notes()));
    Path file = directory.resolve(DatasetManifest.FILE);
    try (OutputStream out = sink.create(file)) {
      out.write(manifest.toJson().getBytes(StandardCharsets.UTF_8));
    }
    force(file);
    return manifest;
  }

  private Grouped grouped(List<Document> documents, List<String> shards, long rows)
      throws IOException {
    if (!options.groupCopies()) {
      return new Grouped(documents, List.of());
    }
    List<Path> files = shards.stream().map(directory::resolve).toList();
    try (MappedVectors vectors = MappedVectors.open(files)) {
      return CopyGroups.of(vectors, Texts.find(directory, rows, Optional.empty()), documents);
    }
  }

  /** Puts a file on the disk; other file systems do so when it is closed. */
  static void force(Path file) throws IOException {
    if (!Addresses.isHere(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
