package dev.nextvec.benchmarks;

/**
 * What a server says where the time of an answer went, in milliseconds; not a number where it does
 * not say.
 *
 * @param receiving until the body was there
 * @param queue until computing began
 * @param total until the answer was ready, from when the headers were read
 */
record ServerTimes(double receiving, double queue, double total) {
  static final ServerTimes UNKNOWN = new ServerTimes(Double.NaN, Double.NaN, Double.NaN);

  /** With what a header says, in small letters, if it is one of these. */
  ServerTimes with(String header) {
    if (header.startsWith("x-receive-time:")) {
      return new ServerTimes(value(header), queue, total);
    }
    if (header.startsWith("x-queue-time:")) {
      return new ServerTimes(receiving, value(header), total);
    }
    return header.startsWith("x-total-time:")
        ? new ServerTimes(receiving, queue, value(header))
        : this;
  }

  private static double value(String header) {
    return Double.parseDouble(header.substring(header.indexOf(':') + 1).strip());
  }
}
