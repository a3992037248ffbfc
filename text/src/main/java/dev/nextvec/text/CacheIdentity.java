package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Which encoder a cache folder belongs to: the one whose fingerprint lies in it. The folder's name
 * only helps to find it. Where the weights are unknown the same name may hide another model one
 * day; its probe vectors then differ and it gets a folder of its own.
 */
final class CacheIdentity {
  private static final String FILE = "encoder.json";

  private CacheIdentity() {}

  /**
   * The folder of an encoder as it was measured now, made if there is none. A folder that cannot be
   * shown to be this encoder's, because its fingerprint is another, damaged or gone, is left alone.
   */
  static Path folder(Path root, EncoderFingerprint encoder) throws IOException {
    Files.createDirectories(root);
    String name = encoder.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    Sha256 hash = new Sha256().addCounted(encoder.name()).addCounted(encoder.weightsSha256());
    if (encoder.precision() != EncoderPrecision.FLOAT32) {
      hash.addCounted(encoder.precision().label()); // an earlier version would not tell them apart
    }
    String stem =
        name.substring(0, Math.min(60, name.length())) + "-" + hash.hex().substring(0, 12);
    for (int attempt = 1; ; attempt++) {
      Path folder = root.resolve(attempt == 1 ? stem : stem + "-" + attempt);
      if (!Files.exists(folder)) {
        publish(root, folder, encoder);
      }
      if (read(folder.resolve(FILE)).filter(encoder::isMeasuredToBe).isPresent()) {
        return folder;
      }
    }
  }

  /** Makes the folder with the fingerprint in it at once, unless another process was faster. */
  private static void publish(Path root, Path folder, EncoderFingerprint encoder)
      throws IOException {
    Path staged = Files.createTempDirectory(root, ".new-");
    try {
      AtomicFile.writeString(staged.resolve(FILE), encoder.toJson().toPrettyString() + "\n");
      Files.move(staged, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(staged.resolve(FILE));
      Files.deleteIfExists(staged);
      if (!Files.exists(folder)) {
        throw e;
      }
    }
  }

  /** The fingerprint in a file; nothing if it is not there or not whole. */
  private static Optional<EncoderFingerprint> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] json = Files.readAllBytes(file);
    try {
      String where = file.toString();
      return Optional.of(EncoderFingerprint.fromJson(JsonValue.parse(json, where).node(), where));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }
}
