package dev.nextvec.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.nextvec.langchain4j.NextvecContentRetriever;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import java.nio.file.Path;
import java.util.List;

/** An assistant of LangChain4j that reads on in a handbook as a conversation goes on. */
public final class ChatWithLangChain4j {
  private ChatWithLangChain4j() {}

  /** Stands for a language model here: it repeats what it was given to read. */
  private static final class Parrot implements ChatModel {
    @Override
    public ChatResponse doChat(ChatRequest request) {
      UserMessage asked = (UserMessage) request.messages().getLast();
      return ChatResponse.builder().aiMessage(AiMessage.from(asked.singleText())).build();
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

  /** What LangChain4j makes of a language model, a memory and a retriever. */
  public interface Assistant {
    /** Answers in the light of what was said before. */
    String answer(String question);
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
      Assistant assistant =
          AiServices.builder(Assistant.class)
              .chatModel(languageModel)
              .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
              .contentRetriever(NextvecContentRetriever.of(reading, 3))
              .storeRetrievedContentInChatMemory(false) // what was said, not what was found
              .build();
      return questions.stream().map(assistant::answer).toList();
    }
  }
}
