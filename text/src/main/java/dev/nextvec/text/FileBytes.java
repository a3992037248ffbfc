package dev.nextvec.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The content of a file as UTF-8: unpacked where its name ends in {@code .gz} or {@code .bz2},
 * whole or not at all; converted where a byte order mark says UTF-16 or UTF-32, or a page that is
 * not UTF-8 declares another character set.
 */
final class FileBytes {
  private static final int MAX_DOCUMENT_BYTES = 512 << 20;
  private static final int BUFFER = 1 << 16;

  private FileBytes() {}

  /**
   * Opens a file.
   *
   * @param counter counts the bytes read from the disk
   * @throws IOException naming the file
   */
  static InputStream open(CorpusFile file, AtomicLong counter) throws IOException {
    try {
      InputStream raw =
          new BufferedInputStream(
              new ByteCounter(Files.newInputStream(file.path()), counter), BUFFER);
      InputStream plain = unpacked(file, raw);
      plain.mark(4);
      byte[] start = plain.readNBytes(4);
      plain.reset();
      Optional<Charset> marked = CharacterSets.marked(start);
      return marked.isPresent() ? new Transcoded(plain, marked.get()) : plain;
    } catch (IOException e) {
      throw explain(file, e);
    }
  }

  private static InputStream unpacked(CorpusFile file, InputStream raw) throws IOException {
    if (file.isGzip()) {
      return new BufferedInputStream(new GzipCompressorInputStream(raw, true), BUFFER);
    }
    return file.isBzip2()
        ? new BufferedInputStream(new BZip2CompressorInputStream(raw, true), BUFFER)
        : raw;
  }

  /** The whole text of a file that is one document. */
  static String text(CorpusFile file, AtomicLong counter) throws IOException {
    try (InputStream in = open(file, counter)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
        if (bytes.size() > MAX_DOCUMENT_BYTES) {
          throw new IOException(
              file.shown()
                  + " is one document of more than 512 MB: split it, or use JSONL with one document"
                  + " per line");
        }
      }
      return decode(bytes.toByteArray(), file);
    } catch (IOException e) {
      throw explain(file, e);
    }
  }

  /** As UTF-8 or, where a page is not that, as what it declares. */
  private static String decode(byte[] bytes, CorpusFile file) throws IOException {
    try {
      return Utf8.decode(bytes, bytes.length, file.shown(), 0);
    } catch (CharacterCodingException e) {
      Optional<Charset> declared =
          file.format() == TextFormat.HTML ? DeclaredCharset.of(bytes) : Optional.empty();
      if (declared.isEmpty()) {
        throw e;
      }
      try {
        String text = declared.get().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        byte[] converted = text.getBytes(StandardCharsets.UTF_8);
        return Utf8.decode(converted, converted.length, file.shown(), 0);
      } catch (CharacterCodingException wrong) {
        throw e;
      }
    }
  }

  /** Says which file it was, where the library does not. */
  static IOException explain(CorpusFile file, IOException e) {
    String name = file.shown();
    String message = String.valueOf(e.getMessage());
    if (message.contains(name) && !(e instanceof AccessDeniedException)) {
      return e instanceof NoSuchFileException ? new IOException(name + " vanished", e) : e;
    }
    return switch (e) {
      case EOFException cut ->
          new IOException(name + " is truncated: its compressed data ends early", e);
      case AccessDeniedException denied ->
          new IOException("cannot read " + name + ": permission denied", e);
      case NoSuchFileException gone -> new IOException(name + " vanished", e);
      case MalformedInputException bad ->
          new IOException(
              name
                  + " begins with the byte order mark of UTF-16 or UTF-32 but is not valid as such",
              e);
      case IOException other -> new IOException(problem(file, message), e);
    };
  }

  private static String problem(CorpusFile file, String message) {
    String name = file.shown();
    if (file.isGzip()) {
      return gzipProblem(name, message);
    }
    return file.isBzip2()
        ? name + " is damaged bzip2, or cut off: " + message
        : "cannot read " + name + ": " + message;
  }

  private static String gzipProblem(String name, String message) {
    if (message.startsWith("Input is not")) {
      return name + " is not gzip, although its name ends in .gz";
    }
    if (message.startsWith("Garbage")) {
      return name
          + " is damaged: what follows its compressed data is no gzip; if that is only padding,"
          + " write the file anew with `gunzip -c` and `gzip`";
    }
    return name + " is damaged gzip: " + message;
  }
}
