package dev.nextvec.internal.run;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a run directory what a checkpoint is, in the order of a training and of {@link KeptModel}:
 * weights under the name of their epoch, the state, {@code run.json}, and only then the names of
 * the weights in place. Whoever stops it leaves weights for what {@code run.json} and the state
 * say. A directory without {@code run.json} gets that before the state, so that what is left there
 * is a run. The checkpoint may itself be of a run that was stopped between two of these steps.
 */
record CheckpointReading(Checkpoints checkpoints, CheckpointManifest manifest) {
  private static final int BLOCK = 1 << 16;

  RunInfo into(RunDirectory run) throws IOException {
    RunInfo info = checkpoints.info(manifest);
    Files.createDirectories(run.state().resolveSibling(""));
    Map<Path, CheckpointManifest.Piece> first = targets(run, info.bestEpoch());
    Map<Path, CheckpointManifest.Piece> last = new LinkedHashMap<>();
    for (Path file :
        run.exists() ? List.of(run.state(), run.runJson()) : List.of(run.runJson(), run.state())) {
      CheckpointManifest.Piece piece = first.remove(file);
      if (piece != null) {
        last.put(file, piece);
      }
    }
    for (var each : first.entrySet()) {
      fetch(each.getValue(), each.getKey());
    }
    for (var each : last.entrySet()) {
      fetch(each.getValue(), each.getKey());
    }
    run.kept().place(info.bestEpoch());
    for (Path file : RunFiles.trained(run.path())) {
      if (!manifest.files().containsKey(name(run, file))) {
        Files.delete(file);
      }
    }
    return info;
  }

  /** Where each file goes first: those of the best epoch under its name. */
  private Map<Path, CheckpointManifest.Piece> targets(RunDirectory run, int best) {
    Map<Path, CheckpointManifest.Piece> targets = new TreeMap<>();
    manifest.files().forEach((name, piece) -> targets.put(run.path().resolve(name), piece));
    for (String name : List.of(KeptModel.MODEL, KeptModel.GOLDEN)) {
      CheckpointManifest.Piece settled = targets.remove(run.path().resolve(name));
      if (settled != null) { // where another waits to take its place, it is of an epoch before
        targets.putIfAbsent(run.kept().waiting(name, best), settled);
      }
    }
    return targets;
  }

  /** A file as a checkpoint names it. */
  static String name(RunDirectory run, Path file) {
    return run.path().relativize(file).toString().replace('\\', '/');
  }

  private void fetch(CheckpointManifest.Piece piece, Path target) throws IOException {
    if (isSame(piece, target)) {
      return;
    }
    Files.createDirectories(target.resolveSibling(""));
    Path source = checkpoints.file(piece.sha256());
    try {
      AtomicFile.write(
          target,
          out -> {
            if (!copy(source, out).equals(piece.sha256())) {
              throw Checkpoints.damaged(source);
            }
          });
    } catch (IOException failure) {
      throw failure.getCause() instanceof DamagedCheckpoint damaged ? damaged : failure;
    }
  }

  private static boolean isSame(CheckpointManifest.Piece piece, Path file) throws IOException {
    return Files.exists(file)
        && Files.size(file) == piece.bytes()
        && Sha256.ofFile(file).equals(piece.sha256());
  }

  /**
   * Copies a file and returns the hash of what was copied.
   *
   * @throws DamagedCheckpoint if there is none
   */
  static String copy(Path source, OutputStream out) throws IOException {
    Sha256 hash = new Sha256();
    byte[] block = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(source)) {
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        hash.add(block, 0, read);
        out.write(block, 0, read);
      }
    } catch (NoSuchFileException missing) {
      throw new DamagedCheckpoint(source + " is missing", missing);
    }
    return hash.hex();
  }
}
