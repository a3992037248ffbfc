package dev.nextvec.internal.run;

import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a run directory what a checkpoint is, in the order of {@link KeptModel}: weights under the
 * name of their epoch, {@code run.json}, their own names, the state.
 */
record CheckpointReading(Checkpoints checkpoints, CheckpointManifest manifest) {
  private static final int BLOCK = 1 << 16;
  private static final String RUN = "run.json";

  RunInfo into(RunDirectory run) throws IOException {
    RunInfo info = checkpoints.info(manifest);
    Files.createDirectories(run.state().resolveSibling(""));
    Map<String, CheckpointManifest.Piece> others = new TreeMap<>(manifest.files());
    CheckpointManifest.Piece description = others.remove(RUN);
    CheckpointManifest.Piece state = others.remove(name(run, run.state()));
    for (Path file : RunFiles.trained(run.path())) {
      if (!manifest.files().containsKey(name(run, file))) {
        Files.delete(file);
      }
    }
    for (var each : others.entrySet()) {
      fetch(each.getValue(), target(run, each.getKey(), info.bestEpoch()));
    }
    if (description != null) {
      fetch(description, run.runJson());
    }
    run.kept().settle(info.bestEpoch());
    if (state != null) {
      fetch(state, run.state());
    }
    return info;
  }

  /** A file as a checkpoint names it. */
  static String name(RunDirectory run, Path file) {
    return run.path().relativize(file).toString().replace('\\', '/');
  }

  private static Path target(RunDirectory run, String name, int best) {
    return switch (name) {
      case KeptModel.MODEL, KeptModel.GOLDEN -> run.kept().waiting(name, best);
      default -> run.path().resolve(name);
    };
  }

  private void fetch(CheckpointManifest.Piece piece, Path target) throws IOException {
    if (isSame(piece, target)) {
      return;
    }
    Files.createDirectories(target.resolveSibling(""));
    Path source = checkpoints.file(piece.sha256());
    AtomicFile.write(
        target,
        out -> {
          if (!copy(source, out).equals(piece.sha256())) {
            throw new IOException(source + " is damaged: its hash is another");
          }
        });
  }

  private static boolean isSame(CheckpointManifest.Piece piece, Path file) throws IOException {
    return Files.exists(file)
        && Files.size(file) == piece.bytes()
        && Sha256.ofFile(file).equals(piece.sha256());
  }

  /** Copies a file and returns the hash of what was copied. */
  static String copy(Path source, OutputStream out) throws IOException {
    Sha256 hash = new Sha256();
    byte[] block = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(source)) {
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        hash.add(block, 0, read);
        out.write(block, 0, read);
      }
    }
    return hash.hex();
  }
}
