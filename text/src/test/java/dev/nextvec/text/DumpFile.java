package dev.nextvec.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jsoup.nodes.Entities;

/** Writes MediaWiki dumps in the shape that MediaWiki exports (schema 0.11). */
public final class DumpFile {
  private static final String HEAD =
      """
      <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">
        <siteinfo>
          <sitename>Testwiki</sitename>
          <dbname>testwiki</dbname>
          <generator>MediaWiki 1.45.0</generator>
          <case>first-letter</case>
          <namespaces>
            <namespace key="0" case="first-letter" />
            <namespace key="1" case="first-letter">Diskussion</namespace>
            <namespace key="6" case="first-letter">Datei</namespace>
            <namespace key="10" case="first-letter">Vorlage</namespace>
            <namespace key="14" case="first-letter">Kategorie</namespace>
          </namespaces>
        </siteinfo>
      """;

  private final List<String> pages = new ArrayList<>();

  /** An article. */
  public DumpFile page(int id, String title, String wikitext) {
    return page(id, title, 0, "", "wikitext", wikitext);
  }

  /** A page that leads to another. */
  public DumpFile redirect(int id, String title) {
    return page(id, title, 0, "<redirect title=\"Other\" />", "wikitext", "#REDIRECT [[Other]]");
  }

  /** Any page. */
  public DumpFile page(
      int id, String title, int namespace, String extra, String model, String text) {
    pages.add(
        """
          <page>
            <title>%s</title>
            <ns>%d</ns>
            <id>%d</id>
            %s
            <revision>
              <id>%d</id>
              <timestamp>2026-01-02T03:04:05Z</timestamp>
              <contributor><username>Someone</username><id>5</id></contributor>
              <model>%s</model>
              <format>text/x-wiki</format>
              <text bytes="%d" xml:space="preserve">%s</text>
            </revision>
          </page>
        """
            .formatted(
                Entities.escape(title),
                namespace,
                id,
                extra,
                1000 + id,
                model,
                text.length(),
                escaped(text)));
    return this;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** All of it. */
  public String xml() {
    return HEAD + String.join("", pages) + "</mediawiki>\n";
  }

  /** As the name says: plain, or packed as one stream. */
  public Path write(Path file) throws IOException {
    byte[] xml = xml().getBytes(StandardCharsets.UTF_8);
    return Files.write(file, file.toString().endsWith(".bz2") ? bzip2(xml, 9) : xml);
  }

  /** In streams of so many pages, as "multistream" dumps are. */
  public Path writeStreams(Path file, int pagesEach) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bzip2(HEAD.getBytes(StandardCharsets.UTF_8), 9));
    for (int i = 0; i < pages.size(); i += pagesEach) {
      String some = String.join("", pages.subList(i, Math.min(pages.size(), i + pagesEach)));
      out.writeBytes(bzip2(some.getBytes(StandardCharsets.UTF_8), 9));
    }
    out.writeBytes(bzip2("</mediawiki>\n".getBytes(StandardCharsets.UTF_8), 9));
    return Files.write(file, out.toByteArray());
  }

  /** Packed in blocks of so many times 100,000 bytes. */
  static byte[] bzip2(byte[] bytes, int hundredThousands) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream packed =
        new BZip2CompressorOutputStream(out, hundredThousands)) {
      packed.write(bytes);
    }
    return out.toByteArray();
  }
}
