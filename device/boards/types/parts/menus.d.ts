// Menus and messages on a screen.
/// <reference path="core.d.ts" />

interface EspruinoE {
  showMenu(menu?: Record<string, any>): any;
  showMessage(message: string, options?: string | { title?: string; img?: string }): void;
  showPrompt(message?: string, options?: { title?: string; buttons?: Record<string, unknown> }): Promise<any>;
  showAlert(message?: string, title?: string): Promise<void>;
}
declare const Terminal: Serial;
/** The board's screen. */
interface EspruinoScreen extends Graphics {
  flip(all?: boolean): void;
}
declare const g: EspruinoScreen;
