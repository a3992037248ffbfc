package dev.nextvec.text;

import dev.nextvec.data.Tally;
import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files below a folder. Links are followed after everything that is really there, each real
 * folder once, so that a loop ends and a file has its own name rather than a link's. Pipes, sockets
 * and devices are never opened.
 */
final class FolderWalk {
  private static final String CIRCLE = "link in a circle";

  private final Path start;
  private final Path relativeTo;
  private final Optional<PathMatcher> matcher;
  private final Tally tally;
  private final boolean skipBad;
  private final Set<Path> visited = new HashSet<>();
  private final Map<Path, Path> files = new LinkedHashMap<>();
  private final Deque<Path> folders = new ArrayDeque<>();
  private final Deque<Path> links = new ArrayDeque<>();

  /**
   * A walk.
   *
   * @param relativeTo what ids need not name; empty where they name everything
   * @param matcher what counts; without it, everything
   * @param tally told what is left out
   * @param skipBad whether a folder that cannot be listed is left out
   */
  FolderWalk(
      Path start, Path relativeTo, Optional<PathMatcher> matcher, Tally tally, boolean skipBad) {
    this.start = start;
    this.relativeTo = relativeTo;
    this.matcher = matcher;
    this.tally = tally;
    this.skipBad = skipBad;
  }

  /** A path as the user would write it: without the {@code .} that stands for no folder at all. */
  Path given(Path path) {
    return start.equals(Path.of(".")) ? start.relativize(path) : path;
  }

  /** The id of a file, or what a folder is called. */
  String id(Path path) {
    return FileName.of(relativeTo.toString().isEmpty() ? given(path) : relativeTo.relativize(path));
  }

  /** All regular files, sorted by path. */
  List<Path> files() throws IOException {
    visited.add(start.toRealPath());
    folders.add(start);
    while (!folders.isEmpty() || !links.isEmpty()) {
      if (folders.isEmpty()) {
        visit(links.remove());
      } else {
        list(folders.remove());
      }
    }
    return files.values().stream().sorted().toList();
  }

  private void list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      unreadable(folder, "cannot list %s: permission denied or it vanished", e);
    }
    entries.sort(null);
    for (Path entry : entries) {
      if (entry.getFileName().toString().startsWith(".")) {
        leaveOut("hidden", entry);
      } else if (Files.isSymbolicLink(entry)) {
        links.add(entry);
      } else {
        visit(entry);
      }
    }
  }

  private void visit(Path entry) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(entry, BasicFileAttributes.class);
    } catch (IOException e) {
      if (!Files.isSymbolicLink(entry) || e instanceof AccessDeniedException) {
        unreadable(entry, "cannot read %s: permission denied or it vanished", e);
      } else {
        leaveOut(e instanceof NoSuchFileException ? "link to nothing" : CIRCLE, entry);
      }
      return;
    }
    if (attributes.isRegularFile()) {
      if (counts(entry) && files.putIfAbsent(entry.toRealPath(), entry) != null) {
        leaveOut("link to what is read already", entry);
      }
    } else if (attributes.isDirectory()) {
      visitFolder(entry);
    } else {
      leaveOut("neither file nor folder", entry);
    }
  }

  private void visitFolder(Path entry) throws IOException {
    Path real = entry.toRealPath();
    Path parent = entry.toAbsolutePath().resolveSibling("").toRealPath();
    if (parent.startsWith(real)) {
      leaveOut(CIRCLE, entry);
    } else if (OwnOutput.isDirectoryOf(entry)) {
      leaveOut(OwnOutput.REASON, entry);
    } else if (visited.add(real)) {
      folders.add(entry);
    } else {
      leaveOut("link to what is read already", entry);
    }
  }

  private void unreadable(Path path, String message, Exception e) throws IOException {
    String said = message.formatted(FileName.of(given(path)));
    if (!skipBad) {
      throw new IOException(said + "; " + Setting.SKIP_BAD + " goes on without it", e);
    }
    tally.leaveOut(Corpus.UNREADABLE, said);
  }

  private void leaveOut(String reason, Path path) {
    if (counts(path)) {
      tally.leaveOut(reason, id(path));
    }
  }

  private boolean counts(Path path) {
    return matcher.isEmpty() || matcher.get().matches(given(path).normalize());
  }
}
