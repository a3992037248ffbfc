package dev.nextvec.internal.zip;

/** What writes the archives that are read here, as messages name it. */
public enum ZipWriter {
  NUMPY("an", "NPZ archive", "numpy.savez"),
  PYTORCH("a", "PyTorch archive", "torch.save");

  private final String article;
  private final String archive;
  private final String function;

  ZipWriter(String article, String archive, String function) {
    this.article = article;
    this.archive = archive;
    this.function = function;
  }

  /** {@code NPZ archive}. */
  String archive() {
    return archive;
  }

  /** {@code an NPZ archive}. */
  String anArchive() {
    return article + " " + archive;
  }

  String function() {
    return function;
  }
}
