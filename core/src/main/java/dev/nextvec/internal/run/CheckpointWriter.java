package dev.nextvec.internal.run;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.run.CheckpointManifest.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Keeps what a run directory holds as {@link Checkpoints}. File systems of clusters have no locks:
 * who begins last writes, and who wrote before finds out before it would make a checkpoint.
 */
public final class CheckpointWriter implements AutoCloseable {
  private static final int KEPT = 2;

  private final Checkpoints checkpoints;
  private final String token;
  private final Set<String> uploaded = new HashSet<>();

  private CheckpointWriter(Checkpoints checkpoints, String token) {
    this.checkpoints = checkpoints;
    this.token = token;
  }

  /** Begins; whoever wrote until now does so no more. */
  public static CheckpointWriter begin(Checkpoints checkpoints) throws IOException {
    CheckpointWriter writer = new CheckpointWriter(checkpoints, UUID.randomUUID().toString());
    Files.createDirectories(checkpoints.files());
    writer.write(
        checkpoints.writer(), out -> out.write(writer.token.getBytes(StandardCharsets.UTF_8)));
    return writer;
  }

  /**
   * Keeps a run directory as it is, which nobody writes meanwhile.
   *
   * @throws PlaceTaken if another training has begun to write here
   * @throws IOException if it cannot be kept, or is not whole although it was; what was kept before
   *     is kept
   */
  public void keep(RunDirectory run) throws IOException {
    Map<String, Piece> files = new TreeMap<>();
    for (Path file : RunFiles.trained(run.path())) {
      Piece piece = new Piece(Sha256.ofFile(file), Files.size(file));
      upload(file, piece);
      files.put(CheckpointReading.name(run, file), piece);
    }
    requireOwn();
    int number = checkpoints.newest() + 1;
    byte[] manifest = new CheckpointManifest(files).bytes();
    write(checkpoints.manifest(number), out -> out.write(manifest));
    requireOwn();
    checkpoints.whole(number);
    tidy();
  }

  private void upload(Path file, Piece piece) throws IOException {
    Path target = checkpoints.file(piece.sha256());
    if (!isThere(target, piece)) {
      write(
          target,
          out -> {
            if (!CheckpointReading.copy(file, out).equals(piece.sha256())) {
              throw new IOException(file + " was changed while it was kept");
            }
          });
    }
    uploaded.add(piece.sha256());
  }

  /** What checkpoints consist of is never replaced: for a moment it would not be there. */
  private boolean isThere(Path target, Piece piece) throws IOException {
    try {
      return Files.size(target) == piece.bytes()
          && (uploaded.contains(piece.sha256())
              || CheckpointReading.copy(target, OutputStream.nullOutputStream())
                  .equals(piece.sha256()));
    } catch (NoSuchFileException | DamagedCheckpoint missing) {
      return false;
    }
  }

  /** Whole or not at all: under another name, then renamed. */
  private void write(Path target, AtomicFile.Content content) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + AtomicFile.TEMPORARY + token);
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        content.writeTo(out);
      }
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  private boolean isOwn() throws IOException {
    try (InputStream in = Files.newInputStream(checkpoints.writer())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).equals(token);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private void requireOwn() throws IOException {
    if (!isOwn()) {
      throw new PlaceTaken(
          "another training has begun to write to %s: name another place for one of them"
              .formatted(checkpoints.place()));
    }
  }

  /** Removes all but the last two, and what killed processes left. */
  private void tidy() throws IOException {
    List<Integer> numbers = checkpoints.numbers();
    List<Integer> kept = numbers.subList(0, Math.min(KEPT, numbers.size()));
    for (int old : numbers.subList(kept.size(), numbers.size())) {
      Files.deleteIfExists(checkpoints.manifest(old));
    }
    Set<String> needed = new HashSet<>();
    for (int number : kept) {
      try {
        checkpoints.whole(number).files().values().forEach(piece -> needed.add(piece.sha256()));
      } catch (DamagedCheckpoint before) {
        return; // what it consists of is not known: perhaps the next time
      }
    }
    for (Path file : Checkpoints.list(checkpoints.files())) {
      if (!needed.contains(file.getFileName().toString())) {
        Files.deleteIfExists(file);
        uploaded.remove(file.getFileName().toString());
      }
    }
    for (Path file : Checkpoints.list(checkpoints.place())) {
      if (file.getFileName().toString().contains(AtomicFile.TEMPORARY)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Says that nothing more is written, unless another does already. */
  @Override
  public void close() throws IOException {
    if (isOwn()) {
      Files.deleteIfExists(checkpoints.writer());
    }
  }
}
