package dev.nextvec.text;

import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.data.Tally;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the files of several inputs; counts what it meets and leaves out. */
final class CorpusSearch {
  private static final String NAMED_TWICE = "named twice";
  private static final String HARD_LINK = "another name of a file that is read";

  /** By what the file system knows a file by, whatever it is called. */
  private final Map<Object, CorpusFile> found = new LinkedHashMap<>();

  private final Tally tally = new Tally(Step.FILES);
  private final boolean skipBad;

  CorpusSearch(boolean skipBad) {
    this.skipBad = skipBad;
  }

  List<CorpusFile> files() {
    return List.copyOf(found.values());
  }

  Stage found() {
    return tally.stage();
  }

  /** Whatever lies in a folder and matches. */
  void glob(Glob glob) throws IOException {
    PathMatcher matcher = glob.matcher();
    int before = found.size();
    Path root = glob.root();
    if (attributes(root.toAbsolutePath()).filter(BasicFileAttributes::isDirectory).isPresent()) {
      walk(root, Path.of(""), Optional.of(matcher));
    }
    if (found.size() == before) {
      throw new FileNotFoundException(
          glob.input() + " matches no file with a supported extension: " + TextFormat.supported());
    }
  }

  /**
   * A file that the user named, or all of a folder.
   *
   * @param only whether it is the only input, so that ids need not name a folder
   */
  void named(Path path, boolean only) throws IOException {
    Optional<BasicFileAttributes> attributes = attributes(path);
    if (attributes.isEmpty()) {
      throw new FileNotFoundException(
          FileName.of(path)
              + (Files.isSymbolicLink(path) ? " is a link to nothing" : " does not exist"));
    }
    if (attributes.get().isDirectory()) {
      walk(path, only ? path : Path.of(""), Optional.empty());
    } else {
      file(path, attributes.get());
    }
  }

  /** Empty if nothing is there, which a file system must say that is reached. */
  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private void walk(Path folder, Path relativeTo, Optional<PathMatcher> matcher)
      throws IOException {
    Path start = folder.toString().isEmpty() ? Path.of(".") : folder;
    if (OwnOutput.isDirectoryOf(start)) {
      tally.leaveOut(OwnOutput.REASON, FileName.of(start));
      return;
    }
    FolderWalk walk = new FolderWalk(start, relativeTo, matcher, tally, skipBad);
    for (Path path : walk.files()) {
      Path given = walk.given(path);
      Optional<TextFormat> format = TextFormat.ofFileName(given.getFileName().toString());
      if (format.isEmpty()) {
        tally.leaveOut(Corpus.OTHER_KIND, walk.id(path));
      } else if (format.get() == TextFormat.HTML && OwnOutput.isReport(path)) {
        tally.leaveOut(OwnOutput.REASON, walk.id(path));
      } else if (format.get() == TextFormat.MEDIAWIKI && !isDump(given, walk.id(path))) {
        tally.leaveOut(Corpus.OTHER_KIND, walk.id(path));
      } else {
        add(given, walk.id(path), format.get());
      }
    }
  }

  /** XML is said by the name of a file, what kind of XML only by its first element. */
  private static boolean isDump(Path path, String id) {
    return WikiHead.isDump(
        new CorpusFile(path, FileName.of(path), id, TextFormat.MEDIAWIKI, Long.MAX_VALUE));
  }

  private void file(Path path, BasicFileAttributes attributes) throws IOException {
    Optional<TextFormat> format = TextFormat.ofFileName(path.getFileName().toString());
    if (format.isEmpty() || !attributes.isRegularFile()) {
      throw new IllegalArgumentException(
          FileName.of(path) + " cannot be read as text: supported are " + TextFormat.supported());
    }
    add(path, FileName.of(path), format.get());
  }

  private void add(Path path, String id, TextFormat format) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Path real = path.toRealPath();
    Object key = attributes.fileKey() == null ? real : attributes.fileKey();
    CorpusFile before =
        found.putIfAbsent(
            key, new CorpusFile(path, FileName.of(path), id, format, attributes.size()));
    if (before == null) {
      tally.keep(1);
    } else {
      tally.leaveOut(before.path().toRealPath().equals(real) ? NAMED_TWICE : HARD_LINK, id);
    }
  }
}
