package dev.nextvec.compare;

import dev.nextvec.stats.Interval;
import java.util.Locale;

/** Numbers as people read them: no more digits than mean something. */
public final class Figures {
  private Figures() {}

  /** Four decimals, with a true minus: {@code 0.7095}. */
  public static String cosine(double value) {
    return signed(format("%.4f", value));
  }

  /** Sign and four decimals: {@code +0.0146}, with a true minus. */
  public static String difference(double value) {
    return value < 0 && value > -0.00005 ? "+0.0000" : signed(format("%+.4f", value));
  }

  /** Sign, one decimal and percent: {@code +2.1 %}. */
  public static String percent(double value) {
    return signed(format("%+.1f", value)) + "\u00a0%";
  }

  /** A difference as a share of what it is from: {@code +2.1 %}; as it is where that misleads. */
  public static String relative(PairedDifference contrast) {
    return contrast.percent().isPresent()
        ? percent(contrast.percent().getAsDouble())
        : difference(contrast.difference().value());
  }

  /** A share of 1 as percent: {@code 64.2 %}. */
  public static String share(double value) {
    return format("%.1f", 100 * value) + "\u00a0%";
  }

  /** A p-value: {@code 0.031}, {@code <0.001}. */
  public static String probability(double value) {
    return value < 0.001 ? "<0.001" : format("%.3f", value);
  }

  /** A level of confidence in percent, never rounded to all: {@code 95}, {@code 99.95}. */
  public static String level(double level) {
    double percent = 100 * level;
    for (int decimals = 0; decimals < 9; decimals++) {
      String text = format("%." + decimals + "f", percent);
      if (Math.abs(Double.parseDouble(text) - percent) < 0.15 * (100 - percent)) {
        return text;
      }
    }
    return Double.toString(percent);
  }

  /** Both ends of an interval of cosines: {@code 0.7051 – 0.7139}. */
  public static String interval(Interval interval) {
    return cosine(interval.low()) + " – " + cosine(interval.high());
  }

  /** Both ends of an interval of percentages: {@code +1.8 – +2.4 %}. */
  public static String percentInterval(Interval interval) {
    return signed(format("%+.1f", interval.low())) + " … " + percent(interval.high());
  }

  /** Thousands separated: {@code 5,120,768}. */
  public static String count(long value) {
    return format("%,d", value);
  }

  /** Number and noun: {@code 1 document}, {@code 3 documents}. */
  public static String counted(long value, String noun) {
    return count(value) + " " + noun + (value == 1 ? "" : "s");
  }

  /** Three significant digits with a decimal prefix: {@code 5.12M}, {@code 773}. */
  public static String compact(double value) {
    String[] prefixes = {"", "K", "M", "G", "T"};
    double scaled = value;
    int prefix = 0;
    while (Math.abs(scaled) >= 999.5 && prefix < prefixes.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    return (prefix == 0 ? significant(scaled) : digits(scaled)) + prefixes[prefix];
  }

  /** Bytes with a decimal prefix: {@code 20.5 MB}. */
  public static String bytes(long value) {
    String text = compact(value);
    char last = text.charAt(text.length() - 1);
    return Character.isDigit(last)
        ? text + "\u00a0B"
        : text.substring(0, text.length() - 1) + "\u00a0" + (last == 'K' ? 'k' : last) + "B";
  }

  /** Milliseconds: {@code 0.412}, {@code 12.3}. */
  public static String milliseconds(double value) {
    return value < 0.0005 ? "<0.001" : value < 1 ? format("%.3f", value) : significant(value);
  }

  /** A duration: {@code <0.1 s}, {@code 4.2 s}, {@code 12 min 30 s}, {@code 3 h 05 min}. */
  public static String duration(double seconds) {
    if (seconds < 10) {
      return seconds > 0 && seconds < 0.05 ? "<0.1\u00a0s" : format("%.1f\u00a0s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + "\u00a0s";
    }
    return whole < 3600
        ? format("%d\u00a0min\u00a0%02d\u00a0s", whole / 60, whole % 60)
        : format("%d\u00a0h\u00a0%02d\u00a0min", whole / 3600, whole % 3600 / 60);
  }

  /** Three significant digits without a power of ten; whole numbers below 1,000 as they are. */
  public static String significant(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1000
        ? format("%.0f", value)
        : digits(value);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (size >= 99.95) {
      return format("%,.0f", value);
    }
    if (size >= 9.995) {
      return format("%.1f", value);
    }
    return size >= 0.9995 ? format("%.2f", value) : format("%.3f", value);
  }

  private static String signed(String text) {
    return text.matches("-0\\.0+") ? text.substring(1) : text.replace('-', '\u2212');
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
