package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory that appears whole or not at all: filled under a temporary name beside its place,
 * then renamed. What a killed process left behind is removed by the next one.
 */
public final class StagedDirectory implements AutoCloseable {
  private static final String OLD = "-old";
  private static final String PARTIAL = ".partial-";
  private static final Pattern UNFINISHED =
      Pattern.compile("\\.(.+)" + Pattern.quote(PARTIAL) + "\\d+");

  private final Path target;
  private final Path shown;
  private final boolean overwrite;
  private final DirectoryKind kind;
  private final Path staged;
  private final NewFolders parents;
  private boolean committed;

  private StagedDirectory(
      Path target,
      Path shown,
      boolean overwrite,
      DirectoryKind kind,
      Path staged,
      NewFolders parents) {
    this.target = target;
    this.shown = shown;
    this.overwrite = overwrite;
    this.kind = kind;
    this.staged = staged;
    this.parents = parents;
  }

  /**
   * Begins a directory.
   *
   * @param kind what a directory must be to be overwritten at all
   * @throws IOException if {@code target} is there and must not be replaced
   */
  public static StagedDirectory begin(Path target, boolean overwrite, DirectoryKind kind)
      throws IOException {
    Path place = place(target);
    Path parent = place.getParent();
    if (parent == null) {
      throw new IOException(target + " cannot be written: it is the root directory");
    }
    NewFolders parents = NewFolders.make(parent);
    try {
      recover(place, parent);
      requireFree(place, target, overwrite, kind);
      Path staged = parent.resolve(prefix(place) + ProcessHandle.current().pid());
      Files.createDirectory(staged);
      return new StagedDirectory(place, target, overwrite, kind, staged, parents);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "%s is being written already: %s exists".formatted(target, e.getFile()), e);
    } catch (IOException e) {
      parents.removeEmpty();
      throw e;
    }
  }

  /** Where a link leads: there it is replaced, and beside it there is room. */
  private static Path place(Path target) throws IOException {
    Path place = target.toAbsolutePath().normalize();
    if (!Files.isSymbolicLink(place)) {
      return place;
    }
    if (!Files.exists(place)) {
      throw new IOException(target + " is a link that leads nowhere: remove it");
    }
    return place.toRealPath();
  }

  private static String prefix(Path place) {
    return "." + place.getFileName() + PARTIAL;
  }

  /**
   * Makes sure that a directory could begin here.
   *
   * @param kind what a directory must be to be overwritten at all
   * @throws IOException if {@code target} is there and must not be replaced
   */
  public static void requireFree(Path target, boolean overwrite, DirectoryKind kind)
      throws IOException {
    requireFree(place(target), target, overwrite, kind);
  }

  private static void requireFree(Path place, Path shown, boolean overwrite, DirectoryKind kind)
      throws IOException {
    Path parent = place.getParent();
    Room.require(shown, Files.exists(place) && parent != null ? parent : place);
    if (!Files.exists(place) || isEmpty(place, shown)) {
      return;
    }
    if (!overwrite) {
      throw new IOException(
          shown + " exists and is not empty: choose another name or ask for it to be overwritten");
    }
    if (!Files.exists(place.resolve(kind.marker()))) {
      throw new IOException(
          "%s has no %s, so it is not overwritten: it may hold something else"
              .formatted(shown, kind.marker()));
    }
    requireNothingElse(place, shown, kind);
  }

  /** Nothing here makes folders within: one that is there, or another file, is somebody's work. */
  private static void requireNothingElse(Path place, Path shown, DirectoryKind kind)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (folder || !kind.has(name)) {
          throw new IOException(
              "%s holds %s, so it is not overwritten: move that away, or choose another name"
                  .formatted(
                      shown,
                      folder
                          ? "the folder " + name
                          : "%s, which is no part of %s".formatted(name, kind.what())));
        }
      }
    }
  }

  private static boolean isEmpty(Path place, Path shown) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.findAny().isEmpty();
    } catch (NotDirectoryException e) {
      throw new IOException(shown + " exists and is not a directory: choose another name", e);
    }
  }

  /** A process that was killed between two renames left the old directory under another name. */
  private static void recover(Path place, Path parent) throws IOException {
    for (Path old : Remains.of(parent, prefix(place), OLD)) {
      if (Files.exists(place)) {
        delete(old);
      } else {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    for (Path unfinished : Remains.of(parent, prefix(place), "")) {
      delete(unfinished);
    }
  }

  /**
   * Where a file is to be in the end that is written into an unfinished directory, which nobody
   * named and which is gone when a message is read; any other file itself.
   */
  static Path meant(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || folder.getFileName() == null) {
      return file;
    }
    Matcher unfinished = UNFINISHED.matcher(folder.getFileName().toString());
    return unfinished.matches()
        ? folder.resolveSibling(unfinished.group(1)).resolve(file.getFileName())
        : file;
  }

  /** Where the files go until {@link #commit}. */
  public Path path() {
    return staged;
  }

  /** Where they will be. */
  Path target() {
    return target;
  }

  /**
   * Gives the directory its name, in the place of the one that had it.
   *
   * @throws IOException if another program made one there meanwhile that must not be replaced
   */
  public void commit() throws IOException {
    requireFree(target, shown, overwrite, kind);
    force(staged);
    Path parent = staged.resolveSibling("");
    if (Files.exists(target)) {
      Path old = staged.resolveSibling(staged.getFileName() + OLD);
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      try {
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        throw e;
      }
      delete(old);
    } else {
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    }
    committed = true;
    force(parent);
  }

  /** A new name is on the disk only when its directory is. */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open directories: there the file system keeps names by itself.
    }
  }

  /** Never what a link leads to: of a link only itself. */
  private static void delete(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      Files.delete(directory);
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** Removes what was written, and the folders made for it, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!committed && Files.exists(staged)) {
      delete(staged);
      parents.removeEmpty();
    }
  }
}
