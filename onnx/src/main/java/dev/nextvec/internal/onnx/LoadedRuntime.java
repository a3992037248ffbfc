package dev.nextvec.internal.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.nextvec.internal.file.UnpackedLibraries;
import java.io.IOException;

/** ONNX Runtime, of which a process has one. */
final class LoadedRuntime {
  private LoadedRuntime() {}

  /**
   * Loads it, where that has not happened yet.
   *
   * @throws IOException if there is no room to unpack it
   */
  static OrtEnvironment environment() throws IOException {
    UnpackedLibraries.requireRoom();
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    UnpackedLibraries.deleteLoaded();
    return environment;
  }
}
