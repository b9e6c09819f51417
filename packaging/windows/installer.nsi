; The Windows installer: for one user, without administrator rights, in Korean and English.
; packaging/windows_installer.py calls makensis in the folder of the app and defines VERSION, NUMBERS (the version as a.b.c.d), OUT, ICON,
; PROJECT_ICON, SIZE_KB, INSTALL_LIST and REMOVE_LIST: what it writes, file by file, and what the uninstaller takes away again, no more.

Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor zlib ; 51 MB of libraries became 17 MB in 5 s; lzma took minutes, and /SOLID unpacks into the temporary folder first
AllowSkipFiles off

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "Neural Playground"
!define APP "neural-playground.exe"
!define COMMAND "playground.exe"
!define UNINSTALLER "uninstall-neural-playground.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\neural-playground"
!define PATHS_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\${COMMAND}"
!define CLASSES "Software\Classes"
!define PROJECT "NeuralPlayground.Project"
!define MARGIN_MB 20 ; for what the file system adds

!define STATUS_RUNNING 3
!define STATUS_NO_ROOM 4
!define STATUS_WRONG_WINDOWS 5
!define STATUS_OLD_STAYS 6

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} ${VERSION} set-up"
VIAddVersionKey "LegalCopyright" "The Neural Playground authors"

Var Older ; the folder of the version that is installed already, else where this one goes
Var Looked ; the folder that must not be in use
Var Writing ; 1 from the first file to the last: a failure then takes away what was written

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${APP}"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(KEPT)"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English" ; the first is for systems in a third language
!insertmacro MUI_LANGUAGE "Korean"
!insertmacro MUI_RESERVEFILE_LANGDLL

!macro TEXT NAME ENGLISH KOREAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_KOREAN} "${KOREAN}"
!macroend
!insertmacro TEXT PART_APP "${NAME}" "${NAME}"
!insertmacro TEXT PART_DESKTOP "Icon on the desktop" "바탕 화면 아이콘"
!insertmacro TEXT ABOUT_APP "The app, its entry in the start menu, and projects (*.nnplay) open in it." \
  "앱을 설치하고 시작 메뉴에 등록합니다. 프로젝트(*.nnplay)를 이 앱으로 엽니다."
!insertmacro TEXT ABOUT_DESKTOP "An icon on the desktop that starts the app." "앱을 시작하는 아이콘을 바탕 화면에 만듭니다."
!insertmacro TEXT PROJECT_TYPE "Neural Playground project" "Neural Playground 프로젝트"
!insertmacro TEXT RUNNING "${NAME} is running. Save your work, close it, and try again." \
  "${NAME}이(가) 실행 중입니다. 작업을 저장하고 앱을 닫은 뒤 다시 시도하세요."
!insertmacro TEXT NO_ROOM "There is not enough room on the disk: $0 MB are needed, $3 MB are free. Nothing was changed." \
  "디스크 공간이 부족합니다. $0MB가 필요하지만 $3MB만 남아 있습니다. 아무것도 바꾸지 않았습니다."
!insertmacro TEXT WRONG_WINDOWS "${NAME} needs a 64-bit Windows 10 or newer." "${NAME}을(를) 쓰려면 64비트 Windows 10 이상이 필요합니다."
!insertmacro TEXT OLD_STAYS "The older version in $Older could not be removed. Remove it in the Windows settings, then try again." \
  "$Older에 있는 이전 버전을 제거하지 못했습니다. Windows 설정에서 제거한 뒤 다시 시도하세요."
!insertmacro TEXT KEPT "${NAME} will be removed. Your projects, your settings ($APPDATA\neural-playground) and unsaved work \
  ($LOCALAPPDATA\neural-playground) stay." \
  "${NAME}을(를) 제거합니다. 프로젝트, 설정($APPDATA\neural-playground), 저장하지 않은 작업($LOCALAPPDATA\neural-playground)은 그대로 남습니다."

!macro STOP STATUS WHY
  MessageBox MB_OK|MB_ICONSTOP "${WHY}" /SD IDOK
  SetErrorLevel ${STATUS}
  Abort "${WHY}"
!macroend

; A program that runs cannot be opened for writing.
!macro LOOK_WHETHER_OPEN FILE
  ${If} ${FileExists} "$Looked\${FILE}"
    ClearErrors
    FileOpen $0 "$Looked\${FILE}" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      SetErrorLevel ${STATUS_RUNNING}
      Abort "$(RUNNING)"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
!macro CLOSED PREFIX
  Function ${PREFIX}MustBeClosed
    again:
    !insertmacro LOOK_WHETHER_OPEN "${APP}"
    !insertmacro LOOK_WHETHER_OPEN "${COMMAND}"
  FunctionEnd
!macroend
!insertmacro CLOSED ""
!insertmacro CLOSED "un."

!include "${INSTALL_LIST}" ; Function WriteFiles
!include "${REMOVE_LIST}" ; Function un.RemoveFiles

Section "$(PART_APP)" SECTION_APP
  SectionIn RO
  AddSize ${SIZE_KB} ; NSIS counts what stands in the section, not what a function writes
  Call MustHaveRoom
  StrCpy $Looked $Older
  Call MustBeClosed
  Call RemoveOlder
  StrCpy $Writing 1
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  Call WriteFiles
  SetOutPath "$INSTDIR" ; where the shortcuts start the app
  File "/oname=project.ico" "${PROJECT_ICON}"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${APP}"
  Call Register
  StrCpy $Writing 0
SectionEnd

Section /o "$(PART_DESKTOP)" SECTION_DESKTOP
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${APP}"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SECTION_APP} "$(ABOUT_APP)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SECTION_DESKTOP} "$(ABOUT_DESKTOP)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    !insertmacro STOP ${STATUS_WRONG_WINDOWS} "$(WRONG_WINDOWS)"
  ${EndIf}
  ${If} ${FileExists} "$DESKTOP\${NAME}.lnk"
    SectionSetFlags ${SECTION_DESKTOP} ${SF_SELECTED} ; an update keeps it
  ${EndIf}
FunctionEnd

Function .onInstFailed
  ${If} $Writing = 1
    SetOutPath "$TEMP" ; a folder that is the working directory cannot be removed
    ExecWait '"$INSTDIR\${UNINSTALLER}" /S _?=$INSTDIR'
    Delete "$INSTDIR\${UNINSTALLER}"
    RMDir "$INSTDIR"
  ${EndIf}
FunctionEnd

; Sets $Older, and stops the installation where the disk cannot hold the app. A silent installation has no other check of that.
Function MustHaveRoom
  ReadRegStr $Older HKCU "${UNINSTALL_KEY}" "InstallLocation"
  SectionGetSize ${SECTION_APP} $0 ; in kB
  ${If} $Older == $INSTDIR
    ReadRegDWORD $1 HKCU "${UNINSTALL_KEY}" "EstimatedSize" ; its room will be free
    IntOp $0 $0 - $1
  ${EndIf}
  ${If} $Older == ""
    StrCpy $Older $INSTDIR ; what an installation left that was cut off
  ${EndIf}
  IntOp $0 $0 / 1024
  IntOp $0 $0 + ${MARGIN_MB}
  ${GetRoot} "$INSTDIR" $2
  ClearErrors
  ${DriveSpace} "$2\" "/D=F /S=M" $3
  ${IfNot} ${Errors}
  ${AndIf} $3 < $0
    !insertmacro STOP ${STATUS_NO_ROOM} "$(NO_ROOM)"
  ${EndIf}
FunctionEnd

Function RemoveOlder
  ${If} ${FileExists} "$Older\${UNINSTALLER}"
    ExecWait '"$Older\${UNINSTALLER}" /S _?=$Older' $0
    ${If} $0 <> 0
      !insertmacro STOP ${STATUS_OLD_STAYS} "$(OLD_STAYS)"
    ${EndIf}
    Delete "$Older\${UNINSTALLER}"
    RMDir "$Older"
  ${EndIf}
FunctionEnd

Function Register
  WriteRegStr HKCU "${CLASSES}\${PROJECT}" "" "$(PROJECT_TYPE)"
  WriteRegStr HKCU "${CLASSES}\${PROJECT}\DefaultIcon" "" "$INSTDIR\project.ico"
  WriteRegStr HKCU "${CLASSES}\${PROJECT}\shell\open\command" "" '"$INSTDIR\${APP}" "%1"'
  WriteRegStr HKCU "${CLASSES}\.nnplay" "" "${PROJECT}"
  WriteRegStr HKCU "${CLASSES}\.nnplay\OpenWithProgids" "${PROJECT}" ""
  ; "playground" in Win+R. Not the PATH: a text in NSIS ends after 1023 characters, and a longer PATH would be cut off.
  WriteRegStr HKCU "${PATHS_KEY}" "" "$INSTDIR\${COMMAND}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${APP}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The Neural Playground authors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Language" "$LANGUAGE"
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  SectionGetSize ${SECTION_APP} $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  ${RefreshShellIcons}
FunctionEnd

Section "Uninstall"
  StrCpy $Looked $INSTDIR
  Call un.MustBeClosed
  Delete "$INSTDIR\project.ico"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$INSTDIR\${UNINSTALLER}"
  Call un.RemoveFiles
  ReadRegStr $0 HKCU "${CLASSES}\.nnplay" ""
  ${If} $0 == "${PROJECT}"
    DeleteRegValue HKCU "${CLASSES}\.nnplay" ""
  ${EndIf}
  DeleteRegValue HKCU "${CLASSES}\.nnplay\OpenWithProgids" "${PROJECT}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.nnplay\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.nnplay"
  DeleteRegKey HKCU "${CLASSES}\${PROJECT}"
  DeleteRegKey HKCU "${PATHS_KEY}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd
