// A question to the card whose answer is a record of its own: one at a time, and only while somebody waits for it.
export class Question<T> {
  #take: { readonly resolve: (answer: T) => void; readonly reject: (why: Error) => void } | undefined;

  get isOpen(): boolean {
    return this.#take !== undefined;
  }
  /** Resolves with the answer; rejects when the session ends before. */
  ask(): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      this.#take = { resolve, reject };
    });
    answer.catch(() => undefined); // whoever waits for it sees it; nobody need
    return answer;
  }
  answer(value: T): void {
    const take = this.#take;
    this.#take = undefined;
    take?.resolve(value);
  }
  end(why: Error): void {
    const take = this.#take;
    this.#take = undefined;
    take?.reject(why);
  }
}
