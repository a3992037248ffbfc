package dev.nextvec.internal.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.nextvec.internal.file.UnpackedLibraries;

/** ONNX Runtime, of which a process has one. */
final class LoadedRuntime {
  private LoadedRuntime() {}

  /** Loads it, where that has not happened yet. */
  static OrtEnvironment environment() {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    UnpackedLibraries.deleteLoaded();
    return environment;
  }
}
