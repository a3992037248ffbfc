package dev.nextvec.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a corpus, found but not yet read.
 *
 * @param files in the order given; within a folder sorted by path
 * @param skippedFiles files in folders that have no supported extension
 */
public record Corpus(List<CorpusFile> files, long skippedFiles) {
  private static final String WILDCARDS = "*?[{";

  public Corpus {
    files = List.copyOf(files);
  }

  /**
   * Finds the files of {@code inputs}: files, folders (recursively, hidden ones left out) and globs
   * such as {@code docs/**}{@code /*.html}. A file named twice is read once.
   *
   * @throws IllegalArgumentException if a named file has no supported extension or nothing is found
   * @throws IOException if an input does not exist or cannot be listed
   */
  public static Corpus find(List<String> inputs) throws IOException {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no input: name files, folders or globs");
    }
    Search search = new Search();
    for (String input : inputs) {
      if (isGlob(input)) {
        search.glob(input, Path.of(folderBeforeWildcard(input)));
      } else if (Files.isDirectory(Path.of(input))) {
        Path folder = Path.of(input);
        search.folder(folder, inputs.size() == 1 ? folder : Path.of(""), Optional.empty());
      } else {
        search.file(Path.of(input), true, Path.of(input).toString());
      }
    }
    if (search.found.isEmpty()) {
      throw new IllegalArgumentException(
          "no text found in "
              + String.join(", ", inputs)
              + " ("
              + search.skipped
              + " other files): supported are "
              + TextFormat.supported());
    }
    return new Corpus(List.copyOf(search.found.values()), search.skipped);
  }

  /** Length of all files on disk. */
  public long totalBytes() {
    return files.stream().mapToLong(CorpusFile::bytes).sum();
  }

  /** Starts reading. */
  public DocumentReader read() {
    return read(true);
  }

  /** Starts reading, with or without blocks of code. */
  public DocumentReader read(boolean keepCode) {
    return new DocumentReader(files, keepCode);
  }

  private static boolean isGlob(String input) {
    boolean wildcard = input.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    try {
      return wildcard && !Files.exists(Path.of(input));
    } catch (InvalidPathException e) {
      return true; // where `*` cannot stand in a file name
    }
  }

  private static String folderBeforeWildcard(String input) {
    String unix = input.replace('\\', '/');
    int wildcard = 0;
    while (WILDCARDS.indexOf(unix.charAt(wildcard)) < 0) {
      wildcard++;
    }
    int slash = unix.lastIndexOf('/', wildcard);
    return slash < 0 ? "" : slash == 0 ? "/" : unix.substring(0, slash);
  }

  private static final class Search {
    final Map<Path, CorpusFile> found = new LinkedHashMap<>();
    long skipped;

    void glob(String input, Path root) throws IOException {
      String unix = input.replace('\\', '/');
      PathMatcher matcher =
          FileSystems.getDefault()
              .getPathMatcher("glob:" + (unix.startsWith("./") ? unix.substring(2) : unix));
      int before = found.size();
      if (Files.isDirectory(root.toAbsolutePath())) {
        folder(root, Path.of(""), Optional.of(matcher));
      }
      if (found.size() == before) {
        throw new FileNotFoundException(
            input + " matches no file with a supported extension: " + TextFormat.supported());
      }
    }

    void folder(Path folder, Path relativeTo, Optional<PathMatcher> matcher) throws IOException {
      Path start = folder.toString().isEmpty() ? Path.of(".") : folder;
      List<Path> paths = new ArrayList<>();
      Files.walkFileTree(start, new Listing(start, paths));
      paths.sort(null);
      for (Path path : paths) {
        Path given = start.equals(Path.of(".")) ? start.relativize(path) : path;
        if (matcher.isPresent() && !matcher.get().matches(given.normalize())) {
          continue;
        }
        Path id = relativeTo.toString().isEmpty() ? given : relativeTo.relativize(path);
        file(given, false, id.toString());
      }
    }

    void file(Path path, boolean named, String id) throws IOException {
      if (!Files.exists(path)) {
        throw new FileNotFoundException(path + " does not exist");
      }
      Optional<TextFormat> format = TextFormat.ofFileName(path.getFileName().toString());
      if (format.isEmpty() || !Files.isRegularFile(path)) {
        if (named) {
          throw new IllegalArgumentException(
              path + " cannot be read as text: supported are " + TextFormat.supported());
        }
        skipped++;
        return;
      }
      found.putIfAbsent(
          path.toRealPath(),
          new CorpusFile(path, id.replace('\\', '/'), format.get(), Files.size(path)));
    }
  }

  private static final class Listing extends SimpleFileVisitor<Path> {
    private final Path start;
    private final Collection<Path> paths;

    Listing(Path start, Collection<Path> paths) {
      this.start = start;
      this.paths = paths;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(start) && isHidden(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!isHidden(file)) {
        paths.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      throw new IOException("cannot list " + file + ": permission denied or it vanished", failure);
    }

    private static boolean isHidden(Path path) {
      return path.getFileName().toString().startsWith(".");
    }
  }
}
