package dev.nextvec.text;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Files that are no text whatever their name says, told by their first bytes. */
enum Signature {
  GZIP("1f8b08", "compressed by gzip", "let its name end in .gz, or unpack it (gunzip)"),
  BZIP2("425a6839", "compressed by bzip2", "let its name end in .bz2, or unpack it (bunzip2)"),
  XZ("fd377a585a00", "compressed by xz", "unpack it (unxz)"),
  ZSTANDARD("28b52ffd", "compressed by zstd", "unpack it (unzstd)"),
  ZIP("504b0304", "a zip archive, as .docx, .odt and .epub files are", "write its text as a file"),
  PARQUET("5041523115", "Parquet", "let its name end in .parquet"),
  PDF("255044462d", "a PDF", "write its text as a file (pdftotext)"),
  RTF("7b5c727466", "rich text (RTF)", "write its text as a file");

  private final byte[] first;
  private final String what;
  private final String advice;

  Signature(String first, String what, String advice) {
    this.first = HexFormat.of().parseHex(first);
    this.what = what;
    this.advice = advice;
  }

  /** What the first bytes of a file tell. */
  static Optional<Signature> of(byte[] bytes, int length) {
    return Arrays.stream(values())
        .filter(
            each ->
                length > each.first.length
                    && Arrays.equals(each.first, Arrays.copyOf(bytes, each.first.length)))
        .findFirst();
  }

  /** What to say instead of reading it. */
  String sentence() {
    return "is no text: it is " + what + "; " + advice;
  }
}
