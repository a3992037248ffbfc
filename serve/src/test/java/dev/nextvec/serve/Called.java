package dev.nextvec.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a server answered to a request that called it by some name, which Java's client cannot. */
record Called(int status, String head, String body) {
  static Called by(ModelServer server, String host, String method, String path) throws IOException {
    return raw(server, "%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, host));
  }

  /** By the lines that a request begins with. */
  static Called raw(ModelServer server, String lines) throws IOException {
    URI url = URI.create(server.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      String end = "Connection: close\r\nContent-Length: 0\r\n\r\n";
      out.write((lines + end).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      String[] parts = new String(answer, StandardCharsets.UTF_8).split("\r\n\r\n", 2);
      return new Called(Integer.parseInt(parts[0].split(" ", 3)[1]), parts[0], parts[1]);
    }
  }
}
