package dev.nextvec.examples;

import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.springai.NextvecDocumentRetriever;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.nio.file.Path;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.rag.advisor.RetrievalAugmentationAdvisor;

/** A chat client of Spring AI that reads on in a handbook as a conversation goes on. */
public final class ChatWithSpringAi {
  private ChatWithSpringAi() {}

  /** Stands for a language model here: it repeats what it was given to read. */
  private static final class Parrot implements ChatModel {
    @Override
    public ChatResponse call(Prompt prompt) {
      String asked = prompt.getUserMessage().getText();
      return new ChatResponse(List.of(new Generation(new AssistantMessage(asked))));
    }
  }

  /**
   * Prints questions and answers.
   *
   * @param arguments the index, then one question after the other
   */
  public static void main(String[] arguments) throws Exception {
    List<String> questions = List.of(arguments).subList(1, arguments.length);
    List<String> answers = ask(Path.of(arguments[0]), new Parrot(), questions);
    for (int i = 0; i < answers.size(); i++) {
      System.out.printf("> %s%n%s%n", questions.get(i), answers.get(i));
    }
  }

  /**
   * Asks one question after the other.
   *
   * @param index made by {@code nextvec index} of a dataset that the default encoder encoded
   * @param languageModel any
   * @return its answers
   */
  public static List<String> ask(Path index, ChatModel languageModel, List<String> questions)
      throws Exception {
    try (Encoder encoder = DefaultEncoder.open(2);
        Retriever retriever = Retriever.open(index)) {
      Retriever reading =
          retriever
              .withEncoder(encoder.fingerprint(), encoder::encode)
              .withStrategy(Strategy.Vector.AVERAGE); // of the last messages; or a model's
      ChatMemory memory = MessageWindowChatMemory.builder().build();
      ChatClient client =
          ChatClient.builder(languageModel)
              .defaultAdvisors(
                  MessageChatMemoryAdvisor.builder(memory).build(), // before what is found is added
                  RetrievalAugmentationAdvisor.builder()
                      .documentRetriever(NextvecDocumentRetriever.of(reading, 3))
                      .build())
              .build();
      return questions.stream().map(question -> answer(client, question)).toList();
    }
  }

  private static String answer(ChatClient client, String question) {
    return String.valueOf(
        client
            .prompt(question)
            .advisors(advisor -> advisor.param(ChatMemory.CONVERSATION_ID, "one"))
            .call()
            .content());
  }
}
