package dev.nextvec.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Real prose in order that any machine with Maven can get: the manual in Tomcat's archive. */
final class TomcatManual {
  static final String VERSION = "11.0.14";

  private static final MavenArtifact ARCHIVE =
      new MavenArtifact("org.apache.tomcat", "tomcat", VERSION, "zip");
  private static final String PAGES = "apache-tomcat-" + VERSION + "/webapps/docs/";
  private static final long LARGEST_PAGE = 16 << 20;

  private TomcatManual() {}

  /**
   * Puts the manual's pages into {@code target}.
   *
   * @throws IOException if the archive cannot be had, or is not what it should be
   */
  static void unpack(Path target, StopSignal stop) throws IOException {
    Files.createDirectories(target);
    Path parent = target.toAbsolutePath().normalize().getParent();
    Path archive = ARCHIVE.fetch(parent == null ? target : parent, stop);
    int pages = 0;
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (isPage(entry)) {
          unpack(zip, entry, target.toAbsolutePath().normalize());
          pages++;
        }
      }
    }
    if (pages == 0) {
      throw new IOException(archive + " holds no page under " + PAGES + ": delete it, try again");
    }
  }

  /** Chapters; the list of changes is no prose. */
  private static boolean isPage(ZipEntry entry) {
    String name = entry.getName();
    return name.startsWith(PAGES)
        && name.endsWith(".html")
        && !name.endsWith("/changelog.html")
        && entry.getSize() <= LARGEST_PAGE;
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
    Path file = target.resolve(entry.getName().substring(PAGES.length())).normalize();
    if (!file.startsWith(target)) {
      throw new IOException(zip.getName() + " holds a page outside its folder: " + entry.getName());
    }
    Files.createDirectories(file.getParent());
    try (InputStream in = zip.getInputStream(entry)) {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
