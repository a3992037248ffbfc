package dev.nextvec.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which encoder a cache folder belongs to. */
final class CacheIdentity {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CacheIdentity() {}

  static EncoderFingerprint read(Path file) throws IOException {
    try {
      return EncoderFingerprint.fromJson(JSON.readTree(Files.readString(file)), file.toString());
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not valid JSON: delete its directory", e);
    }
  }
}
